using System.Text.Json.Nodes;
using AccessAudit.Cli.SignIn;
using AccessAudit.Cli.Terminal;

namespace AccessAudit.Cli.Server;

/// <summary>One run of a verb by somebody who is signed in: what it asks the gateway, and how it tells the person.</summary>
sealed class Visit(Api api, SignInStore store, RemoteCall call)
{
    public Api Api => api;

    public SignInStore Store => store;

    public Texts Texts => call.Texts;

    public bool Json => call.Json;

    public string Say(string english, string french) => call.Texts.Say(english, french);

    /// <summary>The API's own answer with <c>--json</c>, else what <paramref name="tell"/> makes of it.</summary>
    public int Show<T>(string answer, Func<T, string> tell)
    {
        Console.Out.WriteLine(Json ? answer : tell(Wire.Read<T>(answer)));
        return Exit.Done;
    }

    /// <summary>A whole list, in the shape of the API's pages with <c>--json</c>, else as a table.</summary>
    /// <param name="nothing">What is said of an empty list.</param>
    public int ShowList<T>(
        IReadOnlyList<JsonNode> items, string nothing, IReadOnlyList<string> columns, Func<T, IReadOnlyList<string>> row)
    {
        if (Json)
        {
            var page = new JsonObject
            {
                ["items"] = new JsonArray([.. items.Select(item => item.DeepClone())]),
                ["next"] = null,
            };
            Console.Out.WriteLine(page.ToJsonString(JsonShape.OneLine));
        }
        else if (items.Count == 0)
        {
            Console.Out.WriteLine(nothing);
        }
        else
        {
            Console.Out.Write(Table.Write(columns, items.Select(item => row(Wire.Read<T>(item.ToJsonString())))));
        }

        return Exit.Done;
    }

    /// <summary>For the person alone: it never mixes with what a script reads.</summary>
    public void Tell(string line) => Console.Error.WriteLine(line);

    public VerbEndedException Refused(string code, string english, string french, string? hint = null) =>
        new(Exit.Refused, code, Say(english, french), hint);

    public VerbEndedException Unclear(string code, string english, string french) =>
        new(Exit.Usage, code, Say(english, french));
}
