using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.SignIn;

/// <summary>Who signs people in at a gateway, as it says itself (<c>GET /api/v1/sign-in</c>, for anybody).</summary>
static class SignInDoor
{
    /// <exception cref="VerbEndedException">None, or none of that name, or several and none was named.</exception>
    public static async Task<Authority> FindAsync(Uri server, string? name, Texts texts, CancellationToken ct)
    {
        using var http = Wire.Client();
        string answer;
        try
        {
            answer = await http.GetStringAsync(new Uri(server, "/api/v1/sign-in"), ct);
        }
        catch (Exception broken) when (Api.IsBroken(broken, ct))
        {
            throw Unreachable(server.ToString(), broken, texts);
        }

        var known = Wire.Read<Page>(answer).Items;
        return (name is null ? known : [.. known.Where(one => one.Name == name)]) switch
        {
            [var one] => one,
            _ when known.Count == 0 => throw new VerbEndedException(Exit.Refused, "cli.no_authority", texts.Say(
                $"{server} takes no sign-in by command line (Identity:Authorities:N:CliClientId).",
                $"{server} n'accepte pas la connexion en ligne de commande (Identity:Authorities:N:CliClientId).")),
            _ => throw new VerbEndedException(Exit.Usage, "cli.which_authority", texts.Say(
                $"Say which with --authority: {Names(known)}", $"Dites lequel avec --authority : {Names(known)}")),
        };
    }

    public static async Task<Provider> ReachAsync(Authority authority, Texts texts, CancellationToken ct)
    {
        Provider provider;
        try
        {
            provider = await Provider.DiscoverAsync(authority.Issuer, ct);
        }
        catch (Exception broken) when (Api.IsBroken(broken, ct))
        {
            throw Unreachable(authority.Issuer, broken, texts);
        }

        if (provider.KnowsDevices)
            return provider;
        provider.Dispose();
        throw new VerbEndedException(Exit.Refused, "cli.no_device_flow", texts.Say(
            $"{authority.Name} offers no sign-in for devices (RFC 8628).",
            $"{authority.Name} n'offre pas de connexion pour appareils (RFC 8628)."));
    }

    static VerbEndedException Unreachable(string where, Exception broken, Texts texts) => new(
        Exit.CannotTell, "cli.unreachable",
        texts.Say($"{where} does not answer: {broken.Message}", $"{where} ne répond pas : {broken.Message}"));

    static string Names(IEnumerable<Authority> known) => string.Join(", ", known.Select(one => one.Name));

    sealed record Page(IReadOnlyList<Authority> Items);
}

/// <param name="CliClientId">The client that the provider knows this program as.</param>
/// <param name="Scope">What to ask for, so that the token is meant for the gateway and can be renewed.</param>
sealed record Authority(string Name, string Issuer, string CliClientId, string Scope);
