using System.Text.RegularExpressions;
using AccessAudit.Keys;
using AccessAudit.People;

namespace AccessAudit.Contracts.Files;

/// <summary>
/// Reads <c>accessaudit/contract/v1</c>, top to bottom as <c>docs/contract-file.md</c> tells it. Every error is listed;
/// a file with one error changes nothing.
/// </summary>
static partial class ContractReader
{
    public const string Format = "accessaudit/contract/v1";
    const int LongestFile = 1 << 20;
    static readonly string[] Protocols = ["ssh"];

    /// <summary>The file, or null when <paramref name="errors"/> has been given any.</summary>
    public static ContractFile? Read(string json, List<ContractError> errors)
    {
        if (json.Length > LongestFile)
        {
            errors.Add(new(1, "$", new("file.too_large", $"{LongestFile / 1024}")));
            return null;
        }

        if (FileTree.Parse(json, errors) is not { } root)
            return null;

        var file = ReadRoot(new Shape(root, errors), errors);
        ContractChecks.Within(file, errors);
        return errors.Count == 0 ? file : null;
    }

    static ContractFile ReadRoot(Shape root, List<ContractError> errors)
    {
        root.OneOf("format", [Format]);
        var (id, client) = ReadClient(root);
        var provider = ReadProvider(root);
        var reference = root.Text("reference");
        var startsAt = root.Moment("startsOn");
        var endsAt = root.Moment("endsOn", endOfDay: true);
        if (startsAt >= endsAt)
            root.Wrong(root.Find("endsOn")!, "file.ends_before_start");

        var file = new ContractFile(
            root.Node, id, client, provider, reference,
            startsAt ?? DateTimeOffset.UnixEpoch, endsAt ?? DateTimeOffset.UnixEpoch,
            root.Texts("recipients", node => ReadRecipient(root, node)),
            ReadPolicy(root),
            root.Texts("dataCategories", node => ReadCategory(new Shape(node, errors)), mayBeEmpty: true),
            [.. root.List("people").Select(node => ReadPerson(new Shape(node, errors)))],
            [.. root.List("engagements", mayBeEmpty: true).Select(node => ReadEngagement(new Shape(node, errors)))],
            [.. root.List("targets").Select(node => ReadTarget(new Shape(node, errors)))]);
        root.Close();
        return file;
    }

    static string ReadRecipient(Shape root, FileNode node) =>
        Bech32.IsAgeRecipient(node.Text) ? node.Text : root.Wrong(node, "file.want_recipient");

    static (string? Id, string Name) ReadClient(Shape root)
    {
        if (root.Object("client") is not { } client)
            return (null, "");
        var id = client.Find("id", required: false);
        var name = client.Text("name");
        client.Close();
        return (id is null ? null : client.Matching(id, ClientId(), "file.want_client_id"), name);
    }

    static string ReadProvider(Shape root)
    {
        if (root.Object("provider") is not { } provider)
            return "";
        var name = provider.Text("name");
        provider.Close();
        return name;
    }

    static int ReadPolicy(Shape root)
    {
        if (root.Object("policy", required: false) is not { } policy)
            return 0;
        var cap = policy.Whole("codeWindowMinutesMax", 0, 15, whenAbsent: 0);
        policy.Close();
        return cap;
    }

    // Name and whether the data are personal are for the people who read the contract; only the code decides.
    static string ReadCategory(Shape category)
    {
        var code = category.Matching("code", Category(), "file.want_category");
        category.Text("name");
        category.Flag("personal");
        category.Close();
        return code;
    }

    static FilePerson ReadPerson(Shape person)
    {
        var login = person.Matching("login", Login(), "file.want_login");
        var name = person.Text("name");
        var side = person.OneOf("organization", ["client", "provider"]);
        var roles = person.Texts("roles", node => ReadRole(person, node, side));
        var (issuer, subject) = ReadIdentity(person);
        var locale = person.OneOf("locale", ["fr", "en"], whenAbsent: "fr");
        person.Close();
        return new(person.Node, login, name, side == "provider", roles, issuer, subject, locale);
    }

    static string ReadRole(Shape person, FileNode node, string side)
    {
        var (own, other) = side == "provider" ? (Role.OfProvider, Role.OfClient) : (Role.OfClient, Role.OfProvider);
        if (side.Length == 0 || own.Contains(node.Text, StringComparer.Ordinal))
            return node.Text;
        return other.Contains(node.Text, StringComparer.Ordinal)
            ? person.Wrong(node, "file.role_of_other_side", node.Text, string.Join(", ", own))
            : person.Wrong(node, "file.want_one_of", string.Join(", ", own));
    }

    static (string Issuer, string Subject) ReadIdentity(Shape person)
    {
        if (person.Object("identity") is not { } identity)
            return ("", "");
        var read = (identity.Text("issuer", 500), identity.Text("subject", 255));
        identity.Close();
        return read;
    }

    static FileEngagement ReadEngagement(Shape engagement)
    {
        var login = engagement.Matching("login", Login(), "file.want_login");
        DateTimeOffset? secrecy = null, limitation = null;
        if (engagement.Object("undertakings", required: false) is { } undertakings)
        {
            secrecy = undertakings.Moment("secrecy", required: false);
            limitation = undertakings.Moment("limitation", required: false);
            undertakings.Close();
        }

        engagement.Close();
        return new(engagement.Node, login, secrecy, limitation);
    }

    static FileTarget ReadTarget(Shape target)
    {
        var read = new FileTarget(
            target.Node,
            target.Matching("name", Slug(), "file.want_slug"),
            target.Text("title"),
            target.Matching("host", Host(), "file.want_host"),
            target.Whole("port", 1, 65535, whenAbsent: 22),
            target.Texts("hostKeys", node => ReadHostKey(target, node)),
            target.Texts("protocols", node => Protocols.Contains(node.Text, StringComparer.Ordinal)
                ? node.Text
                : target.Wrong(node, "file.want_one_of", string.Join(", ", Protocols))),
            target.Texts("accounts", node => target.Matching(node, Account(), "file.want_account")),
            target.Texts(
                "dataCategories", node => target.Matching(node, Category(), "file.want_category"), mayBeEmpty: true),
            ReadSensitivity(target),
            target.Texts(
                "owners", node => target.Matching(node, Login(), "file.want_login"), required: false, mayBeEmpty: true));
        target.Close();
        return read;
    }

    static int ReadSensitivity(Shape target)
    {
        if (target.Find("sensitivity", required: false) is { Whole: 3 } three)
        {
            target.Wrong(three, "file.sensitivity_needs_passkeys");
            return 2;
        }

        return target.Whole("sensitivity", 0, 2);
    }

    static string ReadHostKey(Shape target, FileNode node) =>
        PublicKeyLine.Parse(node.Text) is { Value: { } key } ? key.Line : target.Wrong(node, "file.want_host_key");

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,31}\z")]
    private static partial Regex Login();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,39}\z")]
    private static partial Regex Slug();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex Category();

    [GeneratedRegex(@"^[a-z0-9]{10}\z")]
    private static partial Regex ClientId();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9._-]{0,31}\z")]
    private static partial Regex Account();

    // A DNS name, an IPv4 or a bare IPv6 address; never a "host:port".
    [GeneratedRegex(@"^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f:.]*::?[0-9A-Fa-f:.]*)\z")]
    private static partial Regex Host();
}
