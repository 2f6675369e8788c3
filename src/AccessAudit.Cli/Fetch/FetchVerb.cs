using System.CommandLine;
using AccessAudit.Cli.Server;
using AccessAudit.Cli.SignIn;
using AccessAudit.Cli.Verify;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Cli.Fetch;

/// <summary>
/// <c>accessaudit fetch</c>: copies a log, or brings the copy up to date, and verifies it against the head copied before.
/// Exit codes of <c>verify</c>; a log that shrank, changed its key or
/// does not continue the copied head is refuted, and the copy stays as it was.
/// </summary>
static class FetchVerb
{
    public static Command Create()
    {
        var address = new Argument<string>("LOG") { Description = "https://GATEWAY/api/v1/clients/ID/log/" };
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "Where the copy is kept; created when absent." };
        var token = new Option<FileInfo?>("--token-file")
        {
            Description = "A file with the bearer token; otherwise ACCESSAUDIT_TOKEN, or the sign-in at that gateway.",
            HelpName = "FILE",
        };
        var lang = new Option<string?>("--lang") { Description = "Language of the report; otherwise that of the shell." };
        lang.AcceptOnlyFromAmong("fr", "en");
        var verb = new Command("fetch", "Copy a log from the gateway, and verify the copy.") { address, folder, token, lang };
        verb.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(address), parsed.GetRequiredValue(folder), parsed.GetValue(token),
            Languages.Choose(parsed.GetValue(lang)), ct));
        return verb;
    }

    static async Task<int> RunAsync(
        string written, DirectoryInfo folder, FileInfo? tokenFile, Language language, CancellationToken ct)
    {
        try
        {
            if (!Uri.TryCreate(written, UriKind.Absolute, out var address)
                || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            {
                await Console.Error.WriteLineAsync(
                    $"{written}: expected https://GATEWAY/api/v1/clients/ID/log/ (http on loopback only: a token is sent)");
                return CommandLine.BadUsage;
            }

            var token = tokenFile is null
                ? Environment.GetEnvironmentVariable("ACCESSAUDIT_TOKEN") ?? await SignedInAsync(address, language, ct)
                : (await File.ReadAllTextAsync(tokenFile.FullName, ct)).Trim();
            using var log = new LogAddress(address, token);
            return Report(await LogCopy.UpdateAsync(log, folder, ct), folder, language);
        }
        catch (VerbEndedException end)
        {
            // Nothing was fetched, so nothing is refuted, whoever said no.
            await Console.Error.WriteLineAsync(end.Message);
            return (int)Verdict.CannotTell;
        }
        catch (Exception trouble) when (trouble is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(trouble.Message);
            return (int)Verdict.CannotTell;
        }
    }

    /// <summary>Null when nobody is signed in there: then the gateway says what it thinks of that.</summary>
    static async Task<string?> SignedInAsync(Uri log, Language language, CancellationToken ct)
    {
        var (store, server) = (new SignInStore(), new Uri(log.GetLeftPart(UriPartial.Authority)));
        return store.Read().At(server) is null
            ? null
            : await new KeptTokens(store, server, new Texts(language), TimeProvider.System).AccessAsync(ct);
    }

    static int Report(CopyResult result, DirectoryInfo folder, Language language)
    {
        if (result is not CopyResult.Copied copied)
        {
            Console.Error.WriteLine(((CopyResult.Refused)result).Why);
            return (int)Verdict.Refuted;
        }

        Console.WriteLine(language == Language.French
            ? $"{copied.FilesRead} fichiers lus, {copied.Size} inscriptions dans {folder}"
            : $"{copied.FilesRead} files read, {copied.Size} entries in {folder}");
        if (!copied.IsKept)
        {
            Console.WriteLine(language == Language.French
                ? $"La copie reste comme elle était ; la tête réfutée est gardée dans {LogCopy.RefutedHead}"
                : $"The copy stays as it was; the refuted head is kept in {LogCopy.RefutedHead}");
        }

        Console.Write(VerifyText.Write(copied.Report, language));
        return (int)copied.Report.Verdict;
    }
}
