using System.CommandLine;
using System.CommandLine.Parsing;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Cli.Verify;

/// <summary><c>accessaudit verify</c>: 0 proved, 1 refuted, 2 cannot tell, 64 not understood. Works offline.</summary>
static class VerifyVerb
{
    public static Command Create()
    {
        var log = new Argument<string>("DIR|ZIP") { Description = "A copied log: checkpoint, log.vkey and tile/." };
        var key = new Option<VerifierKey?>("--key")
        {
            Description = "The log's key, received by another way than the log: a vkey, or a file that holds it.",
            HelpName = "VKEY|FILE",
            CustomParser = ReadKey,
        };
        var since = new Option<byte[]?>("--since")
        {
            Description = "A checkpoint saved earlier: shows that nothing was taken back or rewritten since.",
            HelpName = "HEAD",
            CustomParser = ReadSince,
        };
        var json = new Option<bool>("--json") { Description = "The report as one JSON object." };
        var lang = new Option<string?>("--lang") { Description = "Language of the report; otherwise that of the shell." };
        lang.AcceptOnlyFromAmong("fr", "en");
        log.Validators.Add(MustExist);

        var verb = new Command("verify", "Check a copied log: 0 proved, 1 refuted, 2 cannot tell.")
        {
            log, key, since, json, lang,
        };
        verb.SetAction(parsed => Run(
            parsed.GetRequiredValue(log),
            new VerifyOptions { Key = parsed.GetValue(key), Since = parsed.GetResult(since) is null ? null : parsed.GetValue(since) },
            parsed.GetValue(json),
            Languages.Choose(parsed.GetValue(lang))));
        return verb;
    }

    static int Run(string path, VerifyOptions options, bool json, Language language)
    {
        try
        {
            var report = Verify(path, options);
            Console.Out.Write(json ? VerifyJson.Write(report) : VerifyText.Write(report, language));
            return (int)report.Verdict;
        }
        catch (Exception unreadable)
            when (unreadable is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(VerifyText.Unreadable(path, unreadable, language));
            return (int)Verdict.CannotTell;
        }
    }

    static VerifyReport Verify(string path, VerifyOptions options)
    {
        if (Directory.Exists(path))
            return LogVerifier.Verify(new LogFolder(path), options);
        using var zip = new LogZip(File.OpenRead(path));
        return LogVerifier.Verify(zip, options);
    }

    static void MustExist(ArgumentResult result)
    {
        if (result.Tokens is [var token] && !Path.Exists(token.Value))
            result.AddError($"{token.Value}: no such folder or archive");
    }

    static VerifierKey? ReadKey(ArgumentResult result)
    {
        var given = result.Tokens[0].Value;
        try
        {
            var line = File.Exists(given) ? File.ReadAllText(given).TrimEnd('\r', '\n') : given;
            if (VerifierKey.TryParse(line, out var key, out var why))
                return key;
            result.AddError($"--key {given}: {why}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            result.AddError($"--key {given}: {unreadable.Message}");
        }
        return null;
    }

    static byte[]? ReadSince(ArgumentResult result)
    {
        var given = result.Tokens[0].Value;
        try
        {
            if (File.Exists(given))
                return File.ReadAllBytes(given);
            result.AddError($"--since {given}: no such file");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            result.AddError($"--since {given}: {unreadable.Message}");
        }
        return null;
    }
}
