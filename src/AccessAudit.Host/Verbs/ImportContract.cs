using System.Text;
using AccessAudit.Contracts;
using AccessAudit.Host.Settings;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Host.Verbs;

/// <summary>
/// Brings in a client's first contract whole, or says everything that is wrong with it and changes nothing. A later
/// version becomes a proposal, for the client to decide.
/// </summary>
static class ImportContract
{
    internal static async Task<int> RunAsync(HostSettings settings, string file)
    {
        string json;
        try
        {
            json = await File.ReadAllTextAsync(file, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            await Console.Error.WriteLineAsync($"{file}: {error.Message}");
            return Verb.Failed;
        }

        return await Tools.WithPartsAsync(settings, async parts =>
        {
            var now = parts.GetRequiredService<TimeProvider>().GetUtcNow();
            var committed = await parts.GetRequiredService<IStore>().CommitAsync(
                async work => await new ContractDesk().ImportAsync(
                    work, json, await ProviderAsync(work), now, CancellationToken.None),
                CancellationToken.None);
            return await TellAsync(file, committed.Result);
        });
    }

    // The provider's id is drawn with the first contract, and is for ever.
    static async Task<string> ProviderAsync(IWork work) =>
        await work.ListAsync<Organization>(organization => organization.IsProvider, 1) is [var provider]
            ? provider.Id
            : Ids.NewOrganization();

    static async Task<int> TellAsync(string file, ContractImport import)
    {
        foreach (var error in import.Errors)
        {
            await Console.Error.WriteLineAsync(
                $"{file}:{error.Line}: {error.Path}: {RefusalTexts.Say(error.Expected, Locale)}");
        }

        if (import.NotProposed is { } why)
        {
            await Console.Error.WriteLineAsync($"{file}: {RefusalTexts.Say(why, Locale)}");
        }

        if (import.IsRefused)
        {
            return Verb.Failed;
        }

        if (import.Proposal is { } proposal)
        {
            Console.WriteLine(
                $"client {import.Client} proposal {proposal} (version {import.Version} stays in force: a client-admin of "
                + "the client decides, with a code)");
            return Verb.Done;
        }

        var unchanged = import.Changed ? "" : " (already in force)";
        Console.WriteLine($"client {import.Client} version {import.Version}{unchanged}");
        return Verb.Done;
    }

    static string Locale =>
        (Environment.GetEnvironmentVariable("LC_ALL") ?? Environment.GetEnvironmentVariable("LANG") ?? "")
            .StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? "fr" : "en";
}
