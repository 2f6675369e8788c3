using System.CommandLine;
using AccessAudit.Cli.Grants;
using AccessAudit.Cli.Requests;
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Sessions;

/// <summary>
/// <c>accessaudit ssh</c>: finds the open grant and becomes the installed <c>ssh</c>, which pins the gateway's host key as
/// the gateway's API names it. Whatever stands after <c>--</c> is given to <c>ssh</c> as it is. Once <c>ssh</c> runs, its
/// exit code is the answer.
/// </summary>
static class SshVerb
{
    public static Command Create()
    {
        var target = new Argument<string>("TARGET[+ACCOUNT]") { Description = "As in the grant." };
        var rest = new Argument<string[]>("SSH-ARGS")
        {
            Description = "After --: options and the command, for ssh.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        return RemoteVerb.Create(
            "ssh", "Open a session on a grant with the installed ssh.", [target, rest],
            async (parsed, visit, ct) =>
            {
                var (name, account) = Split(parsed.GetRequiredValue(target));
                var grant = await ChooseAsync(visit, name, account, ct);
                var door = SshDoor.Read(await visit.Api.GetAsync("ssh", ct), visit);
                var known = visit.Store.Write($"known_hosts-{door.FileName}", door.KnownHosts());
                return Ssh.Become(
                    [.. door.Options(known), door.Address(grant, visit), .. parsed.GetValue(rest) ?? []], visit);
            });
    }

    static (string Target, string? Account) Split(string written) => written.Split('+', 2) is [var target, var account]
        ? (target, account)
        : (written, null);

    static async Task<GrantFacts> ChooseAsync(Visit visit, string name, string? account, CancellationToken ct)
    {
        var now = DateTimeOffset.UtcNow;
        List<GrantFacts> mine =
        [
            .. (await GrantsVerb.NotOverAsync(visit, ct)).Select(item => Wire.Read<GrantFacts>(item.ToJsonString()))
                .Where(grant => grant.Target == name && grant.Protocol == "ssh"
                    && (account is null || grant.Account == account)),
        ];
        List<GrantFacts> open = [.. mine.Where(grant => grant.IsOpenAt(now))];
        var accounts = open.Select(grant => grant.Account).Distinct().ToList();
        if (accounts.Count > 1)
        {
            throw visit.Unclear("cli.which_account",
                $"Several grants are open on {name}: say {name}+ACCOUNT, one of {string.Join(", ", accounts)}.",
                $"Plusieurs habilitations sont ouvertes sur {name} : précisez {name}+COMPTE, parmi {string.Join(", ", accounts)}.");
        }

        return open.Count > 0 ? open[0] : throw await NoneAsync(visit, name, account, mine, ct);
    }

    /// <summary>What to do about it: wait for the opening, wait for the decision, or ask.</summary>
    static async Task<VerbEndedException> NoneAsync(
        Visit visit, string name, string? account, IReadOnlyList<GrantFacts> later, CancellationToken ct)
    {
        var (where, asked) = (account is null ? name : $"{name}+{account}", account is null ? "" : $" --account {account}");
        if (later is [.., var next])
        {
            return visit.Refused("cli.not_open_yet",
                $"The grant on {where} opens at {visit.Texts.Time(next.OpensAt)}.",
                $"L'habilitation sur {where} ouvre à {visit.Texts.Time(next.OpensAt)}.");
        }

        var waiting = (await visit.Api.ListAsync("requests?state=pending", ct))
            .Select(item => Wire.Read<RequestFacts>(item.ToJsonString()))
            .FirstOrDefault(request => request.Target == name && (account is null || request.Account == account));
        return waiting is null
            ? visit.Refused("cli.no_grant",
                $"No grant is open on {where}.", $"Aucune habilitation n'est ouverte sur {where}.",
                visit.Say("Ask: ", "Demandez : ") + $"accessaudit request {name}{asked} --minutes 30 --reason \"...\" --wait")
            : visit.Refused("cli.not_decided_yet",
                $"Request {waiting.Id} for {where} is not decided yet.",
                $"La demande {waiting.Id} pour {where} n'est pas encore décidée.");
    }
}
