// known_hosts: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT.
using System.Globalization;
using System.Text.RegularExpressions;
using AccessAudit.Cli.Grants;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Sessions;

/// <summary>
/// The gateway's SSH door, as its API names it over the connection that a token may travel on. What reaches a command
/// line is checked to be a name: a server must not smuggle options into this user's <c>ssh</c>.
/// </summary>
sealed partial record SshDoor(string Host, int Port, IReadOnlyList<string> HostKeys)
{
    /// <exception cref="VerbEndedException">It is not an address, or it has no key to pin.</exception>
    public static SshDoor Read(string answer, Visit visit)
    {
        var door = Wire.Read<SshDoor>(answer);
        return HostName().IsMatch(door.Host) && door.Port is > 0 and < 65536 && door.HostKeys.Count > 0
            && door.HostKeys.All(key => KeyLine().IsMatch(key))
            ? door
            : throw NotUsable(visit);
    }

    public string FileName => $"{Host.Replace(':', '_')}_{Port.ToString(CultureInfo.InvariantCulture)}";

    public string KnownHosts() => string.Concat(HostKeys.Select(
        key => Port == 22 ? $"{Host} {key}\n" : $"[{Host}]:{Port} {key}\n"));

    /// <summary>Ours come first, and ssh keeps the first value of each option: what the user adds does not unpin the key.</summary>
    public IEnumerable<string> Options(string knownHosts) =>
    [
        "-p", Port.ToString(CultureInfo.InvariantCulture), "-o", "StrictHostKeyChecking=yes",
        "-o", $"UserKnownHostsFile=\"{knownHosts}\"", "-o", "GlobalKnownHostsFile=/dev/null", "-o", "UpdateHostKeys=no",
    ];

    public string Address(GrantFacts grant, Visit visit) =>
        new[] { grant.Technician.Login, grant.Target, grant.Account }.All(part => Part().IsMatch(part))
            ? $"{grant.Technician.Login}+{grant.Target}+{grant.Account}@{Host}"
            : throw NotUsable(visit);

    static VerbEndedException NotUsable(Visit visit) => new(Exit.CannotTell, "cli.unreadable", visit.Say(
        "The gateway's answer names no SSH door that can be used safely.",
        "La réponse de la passerelle ne nomme aucune porte SSH utilisable sans risque."));

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9.:-]*\z")]
    private static partial Regex HostName();

    [GeneratedRegex(@"^[A-Za-z0-9@.-]+ [A-Za-z0-9+/=]+\z")]
    private static partial Regex KeyLine();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]*\z")]
    private static partial Regex Part();
}
