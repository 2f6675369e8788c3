using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Requests;

/// <summary>A target that may be asked for.</summary>
sealed record TargetFacts(
    string Client, string Name, string Title, IReadOnlyList<string> Protocols, IReadOnlyList<string> Accounts)
{
    /// <summary>The one that was meant. A name that two clients use, or several accounts, must be said more exactly.</summary>
    /// <exception cref="VerbEndedException">None, or more than one.</exception>
    public static async Task<(TargetFacts Target, string Account)> ChooseAsync(
        Visit visit, string name, string? client, string? account, CancellationToken ct)
    {
        var all = (await visit.Api.ListAsync("targets", ct)).Select(item => Wire.Read<TargetFacts>(item.ToJsonString()));
        List<TargetFacts> found = [.. all.Where(one => one.Name == name && (client is null || one.Client == client))];
        if (found.Count > 1)
        {
            var clients = string.Join(", ", found.Select(one => one.Client));
            throw visit.Unclear("cli.which_client",
                $"Several clients have a target {name}: say --client, one of {clients}.",
                $"Plusieurs clients ont un équipement {name} : précisez --client, parmi {clients}.");
        }

        if (found is not [var target])
        {
            throw visit.Refused("cli.no_target",
                $"You may ask for no target called {name}.",
                $"Vous ne pouvez demander aucun équipement appelé {name}.",
                visit.Say("accessaudit targets lists those you may ask for.", "accessaudit targets liste ceux que vous pouvez demander."));
        }

        return (account, target.Accounts) switch
        {
            ({ } said, _) => (target, said),
            (null, [var only]) => (target, only),
            _ => throw visit.Unclear("cli.which_account",
                $"{name} has several accounts: say --account, one of {string.Join(", ", target.Accounts)}.",
                $"{name} a plusieurs comptes : précisez --account, parmi {string.Join(", ", target.Accounts)}."),
        };
    }
}
