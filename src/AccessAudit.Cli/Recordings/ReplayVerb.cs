using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AccessAudit.Sealing.Age;
using AccessAudit.Sealing.Recordings;
using AccessAudit.Sealing.Replay;

namespace AccessAudit.Cli.Recordings;

/// <summary>
/// <c>accessaudit replay</c>: 0 played, 1 refused (a segment is damaged, missing or not the one listed), 2 cannot tell (no key
/// that opens it, nothing there), 64 not understood. It works offline, on a folder or on the ZIP of the API.
/// Every hash is checked and every segment opened to its end before the first byte is shown.
/// </summary>
static class ReplayVerb
{
    const int Played = 0;
    const int Refused = 1;
    const int CannotTell = 2;

    public static Command Create()
    {
        var path = new Argument<string>("FOLDER|ZIP") { Description = "The sealed segments, with segments.json if there is one." };
        var identity = new Option<string>("--identity", "-i")
        {
            Description = "The age key that opens the recording (accessaudit keygen, age-keygen).",
            HelpName = "FILE",
            Required = true,
        };
        var cast = new Option<string?>("--cast") { Description = "Write asciicast v2 instead; - is the output.", HelpName = "FILE" };
        var text = new Option<bool>("--text") { Description = "Print at once what all channels showed, without any colour." };
        var channel = new Option<uint?>("--channel") { Description = "Which channel; otherwise the first terminal.", HelpName = "N" };
        var speed = Number("--speed", "X", "2 is twice as fast.", otherwise: 1, from: 0.01, to: 1000);
        var idle = Number("--idle", "S", "No pause is longer than so many seconds.", otherwise: 2, from: 0, to: 3600);
        path.Validators.Add(MustExist);
        var verb = new Command("replay", "Watch a recorded session: 0 played, 1 refused, 2 cannot tell.")
        {
            path, identity, cast, text, channel, speed, idle,
        };
        verb.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(path),
            parsed.GetRequiredValue(identity),
            new ReplayWish(
                parsed.GetValue(cast),
                parsed.GetValue(text),
                parsed.GetValue(channel),
                new ReplayPace(parsed.GetValue(speed), TimeSpan.FromSeconds(parsed.GetValue(idle)))),
            ct));
        return verb;
    }

    static async Task<int> RunAsync(string path, string identityPath, ReplayWish wish, CancellationToken ct)
    {
        try
        {
            var identities = AgeIdentity.ParseFile(await File.ReadAllTextAsync(identityPath, ct));
            using var source = RecordingSource.Open(path);
            return await new ReplayShow(source, identities, Console.Out, Console.Error).RunAsync(wish, ct) ? Played : CannotTell;
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: the reader has seen enough.
            return Played;
        }
        catch (AgeException refusal)
        {
            Console.Error.WriteLine($"{path}: {refusal.Message}");
            return refusal.Failure == AgeFailure.NoMatch ? CannotTell : Refused;
        }
        catch (RecordingFormatException refusal)
        {
            Console.Error.WriteLine($"{path}: {refusal.Message}");
            return Refused;
        }
        catch (FormatException refusal)
        {
            Console.Error.WriteLine($"{identityPath}: {refusal.Message}");
            return CannotTell;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(unreadable.Message);
            return CannotTell;
        }
    }

    static void MustExist(ArgumentResult result)
    {
        if (result.Tokens is [var token] && !Path.Exists(token.Value))
            result.AddError($"{token.Value}: no such folder or archive");
    }

    // The same text means the same number whatever the language of the shell.
    static Option<double> Number(string name, string helpName, string description, double otherwise, double from, double to) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => otherwise,
            CustomParser = result =>
            {
                var given = result.Tokens[0].Value;
                if (double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    && value >= from && value <= to)
                    return value;
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} {given}: not from {from} to {to}"));
                return otherwise;
            },
        };
}
