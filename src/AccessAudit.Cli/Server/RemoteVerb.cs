using System.CommandLine;
using System.Text.Json;
using AccessAudit.Cli.SignIn;

namespace AccessAudit.Cli.Server;

/// <summary>
/// A verb that speaks to a gateway: <c>--server</c>, <c>--json</c> and <c>--lang</c> mean the same in each, and so does
/// every end that is not the wished one.
/// </summary>
static class RemoteVerb
{
    const string TokenVariable = "ACCESSAUDIT_TOKEN";

    /// <summary>A verb of somebody who is signed in.</summary>
    public static Command Create(
        string name, string description, IEnumerable<Symbol> symbols,
        Func<ParseResult, Visit, CancellationToken, Task<int>> act) => CreateUnsigned(
            name, description, symbols, async (parsed, call, ct) =>
            {
                var store = new SignInStore();
                var server = call.Server ?? Last(store.Read(), call.Texts);
                using var api = new Api(server, TokensFor(store, server, call), call.Texts);
                return await act(parsed, new Visit(api, store, call), ct);
            });

    /// <summary>A verb for which nobody has to be signed in yet.</summary>
    public static Command CreateUnsigned(
        string name, string description, IEnumerable<Symbol> symbols,
        Func<ParseResult, RemoteCall, CancellationToken, Task<int>> act)
    {
        var verb = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                verb.Add(argument);
            else
                verb.Add((Option)symbol);
        }

        var server = new Option<Uri?>("--server")
        {
            Description = "The gateway; otherwise the one signed in to last.",
            HelpName = "URL",
            CustomParser = result =>
            {
                var address = ServerAddress.TryRead(result.Tokens[0].Value);
                if (address is null)
                    result.AddError("--server: expected https://GATEWAY (http on loopback only: tokens are sent)");
                return address;
            },
        };
        var json = new Option<bool>("--json") { Description = "What the API answers, as JSON." };
        var lang = new Option<string?>("--lang") { Description = "Language of the report; otherwise that of the shell." };
        lang.AcceptOnlyFromAmong("fr", "en");
        verb.Add(server);
        verb.Add(json);
        verb.Add(lang);
        verb.SetAction((parsed, ct) => RunAsync(
            parsed,
            new RemoteCall(
                parsed.GetResult(server) is null ? null : parsed.GetValue(server), parsed.GetValue(json),
                new Texts(Languages.Choose(parsed.GetValue(lang)))),
            act, ct));
        return verb;
    }

    static async Task<int> RunAsync(
        ParseResult parsed, RemoteCall call, Func<ParseResult, RemoteCall, CancellationToken, Task<int>> act,
        CancellationToken ct)
    {
        try
        {
            return await act(parsed, call, ct);
        }
        catch (VerbEndedException end)
        {
            Tell(end, call.Json);
            return end.ExitCode;
        }
        catch (Exception trouble)
            when (trouble is HttpRequestException or IOException or UnauthorizedAccessException or JsonException)
        {
            Tell(new VerbEndedException(Exit.CannotTell, "cli.unreadable", Texts.Safe(trouble.Message)), call.Json);
            return Exit.CannotTell;
        }
    }

    static void Tell(VerbEndedException end, bool json)
    {
        if (json)
        {
            Console.Error.WriteLine(JsonSerializer.Serialize(
                new { code = end.Code, detail = end.Message, hint = end.Hint, status = end.Status }));
            return;
        }

        Console.Error.WriteLine(Texts.Safe(end.Message));
        if (end.Hint is not null)
            Console.Error.WriteLine(Texts.Safe(end.Hint));
    }

    static Uri Last(SignIns known, Texts texts) => known.Last is { } last && ServerAddress.TryRead(last) is { } server
        ? server
        : throw new VerbEndedException(Exit.Refused, "cli.not_signed_in",
            texts.Say("You are not signed in anywhere.", "Vous n'êtes connecté nulle part."),
            "accessaudit login --server https://...");

    static ITokens TokensFor(SignInStore store, Uri server, RemoteCall call) =>
        Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token
            ? new GivenToken(token)
            : new KeptTokens(store, server, call.Texts, TimeProvider.System);
}

/// <param name="Server">As given; null = not given.</param>
sealed record RemoteCall(Uri? Server, bool Json, Texts Texts);
