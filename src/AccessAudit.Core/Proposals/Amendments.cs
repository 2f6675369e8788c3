using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessAudit.Contracts;

namespace AccessAudit.Proposals;

/// <summary>
/// Writes the next version of a contract file from the one in force, one change after another; <see cref="Json"/> is
/// what to propose. Nothing is checked here: a wrong value is told, with its line and path, when the file is proposed.
/// </summary>
/// <remarks>Names that the file does not have are left alone: the proposal then changes nothing, and says so.</remarks>
public sealed class Amendments
{
    // Names keep their accents: the file is read by people.
    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    readonly JsonObject _file;

    Amendments(JsonObject file) => _file = file;

    /// <summary>
    /// Starts from a version of the contract; its client's id is put in, as every later version carries it.
    /// </summary>
    public static Amendments Of(Contract version)
    {
        var file = JsonNode.Parse(version.Body)!.AsObject();
        file["client"]!["id"] = version.Client;
        return new(file);
    }

    /// <summary>The amended file, whole.</summary>
    public string Json => _file.ToJsonString(Readable);

    /// <summary>
    /// Names somebody. Of the provider's people, only those with an engagement may be granted access.
    /// </summary>
    public Amendments AddPerson(NamedPerson person)
    {
        List("people").Add(new JsonObject
        {
            ["login"] = person.Login,
            ["name"] = person.Name,
            ["organization"] = person.OfProvider ? "provider" : "client",
            ["roles"] = Texts(person.Roles),
            ["identity"] = new JsonObject { ["issuer"] = person.Issuer, ["subject"] = person.Subject },
            ["locale"] = person.Locale,
        });
        return this;
    }

    /// <summary>Leaves somebody out, with their engagement and their name among the owners of targets.</summary>
    public Amendments RemovePerson(string login)
    {
        Remove("people", "login", login);
        Remove("engagements", "login", login);
        foreach (var owners in List("targets").Select(target => target?["owners"]).OfType<JsonArray>())
            owners.RemoveAll(owner => Says(owner, login));
        return this;
    }

    public Amendments ChangeRoles(string login, IEnumerable<string> roles) =>
        Set("people", "login", login, person => person["roles"] = Texts(roles));

    /// <summary>
    /// Engages somebody of the provider, or renews their undertakings, each the day of its signature.
    /// </summary>
    public Amendments Engage(string login, DateOnly secrecy, DateOnly limitation)
    {
        Remove("engagements", "login", login);
        List("engagements").Add(new JsonObject
        {
            ["login"] = login,
            ["undertakings"] = new JsonObject { ["secrecy"] = Day(secrecy), ["limitation"] = Day(limitation) },
        });
        return this;
    }

    public Amendments Disengage(string login)
    {
        Remove("engagements", "login", login);
        return this;
    }

    public Amendments AddTarget(NamedTarget target)
    {
        List("targets").Add(new JsonObject
        {
            ["name"] = target.Name,
            ["title"] = target.Title,
            ["host"] = target.Host,
            ["port"] = target.Port,
            ["hostKeys"] = Texts(target.HostKeys),
            ["sensitivity"] = target.Sensitivity,
            ["dataCategories"] = Texts(target.DataCategories),
            ["protocols"] = Texts(["ssh"]),
            ["accounts"] = Texts(target.Accounts),
            ["owners"] = Texts(target.Owners),
        });
        return this;
    }

    public Amendments RetireTarget(string name)
    {
        Remove("targets", "name", name);
        return this;
    }

    /// <summary>Pins other host keys: grants of the target end when the proposal is accepted.</summary>
    public Amendments ReplaceHostKeys(string name, IEnumerable<string> keys) =>
        Set("targets", "name", name, target => target["hostKeys"] = Texts(keys));

    /// <summary>Moves a target: its grants end when the proposal is accepted.</summary>
    public Amendments ChangeAddress(string name, string host, int port) => Set("targets", "name", name, target =>
    {
        target["host"] = host;
        target["port"] = port;
    });

    /// <summary>Names who alone decides requests for a target; nobody = any approver.</summary>
    public Amendments SetOwners(string name, IEnumerable<string> logins) =>
        Set("targets", "name", name, target => target["owners"] = Texts(logins));

    /// <summary>To whom recordings are sealed from then on: <c>age1...</c>.</summary>
    public Amendments SetRecipients(IEnumerable<string> recipients)
    {
        _file["recipients"] = Texts(recipients);
        return this;
    }

    /// <param name="codeWindowMinutesMax">0-15.</param>
    public Amendments SetPolicy(int codeWindowMinutesMax)
    {
        _file["policy"] = new JsonObject { ["codeWindowMinutesMax"] = codeWindowMinutesMax };
        return this;
    }

    /// <summary>The last day of the contract.</summary>
    public Amendments SetEnd(DateOnly endsOn)
    {
        _file["endsOn"] = Day(endsOn);
        return this;
    }

    Amendments Set(string list, string member, string name, Action<JsonNode> change)
    {
        if (List(list).FirstOrDefault(item => Says(item?[member], name)) is { } found)
            change(found);
        return this;
    }

    void Remove(string list, string member, string name) => List(list).RemoveAll(item => Says(item?[member], name));

    JsonArray List(string name) => _file[name]!.AsArray();

    static bool Says(JsonNode? node, string text) =>
        node is JsonValue value && value.TryGetValue(out string? said) && said == text;

    static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Somebody as the contract file names them.</summary>
/// <param name="Issuer">Of their identity provider, exactly as its tokens say.</param>
public sealed record NamedPerson(
    string Login, string Name, bool OfProvider, IReadOnlyList<string> Roles, string Issuer, string Subject,
    string Locale = "fr");

/// <summary>A target as the contract file names it.</summary>
public sealed record NamedTarget(
    string Name, string Title, string Host, int Port, IReadOnlyList<string> HostKeys, int Sensitivity,
    IReadOnlyList<string> DataCategories, IReadOnlyList<string> Accounts, IReadOnlyList<string> Owners);
