using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AccessAudit.Refusals;

namespace AccessAudit.Contracts.Files;

/// <summary>
/// Reads one object of the file member by member, noting every error and going on with a harmless value, so that all
/// errors are told at once. Members that nobody asked for are refused at <see cref="Close"/>: a typo must not weaken a
/// control.
/// </summary>
sealed class Shape
{
    readonly FileNode _node;
    readonly List<ContractError> _errors;
    readonly List<string> _known = [];

    public Shape(FileNode node, List<ContractError> errors)
    {
        (_node, _errors) = (node, errors);
        if (node.Kind != JsonValueKind.Object)
            Wrong(node, "file.want_object");
    }

    public FileNode Node => _node;

    /// <summary>The member's node, or null (with an error when it is required).</summary>
    public FileNode? Find(string name, bool required = true)
    {
        if (!_known.Contains(name, StringComparer.Ordinal))
            _known.Add(name);
        var member = _node.Members.FirstOrDefault(x => x.Name == name);
        if (member is null && required && _node.Kind == JsonValueKind.Object)
            Wrong(_node, "file.member_missing", name);
        return member?.Value;
    }

    public Shape? Object(string name, bool required = true) =>
        Find(name, required) is { } node ? new Shape(node, _errors) : null;

    public string Text(string name, int longest = 200, bool required = true)
    {
        if (Find(name, required) is not { } node)
            return "";
        if (node.Kind != JsonValueKind.String || string.IsNullOrWhiteSpace(node.Text) || node.Text.Any(char.IsControl))
            return Wrong(node, "file.want_text");
        return node.Text.Length > longest ? Wrong(node, "file.text_too_long", $"{longest}") : node.Text.Trim();
    }

    public string Matching(string name, Regex pattern, string code) =>
        Find(name) is { } node ? Matching(node, pattern, code) : "";

    public string OneOf(string name, IReadOnlyList<string> words, string? whenAbsent = null)
    {
        if (Find(name, required: whenAbsent is null) is not { } node)
            return whenAbsent ?? "";
        return node.Kind == JsonValueKind.String && words.Contains(node.Text, StringComparer.Ordinal)
            ? node.Text
            : Wrong(node, "file.want_one_of", string.Join(", ", words));
    }

    public int Whole(string name, int least, int most, int? whenAbsent = null)
    {
        if (Find(name, required: whenAbsent is null) is not { } node)
            return whenAbsent ?? least;
        if (node is { Kind: JsonValueKind.Number, Whole: { } whole } && whole >= least && whole <= most)
            return whole;
        Wrong(node, "file.want_whole", $"{least}", $"{most}");
        return least;
    }

    public bool Flag(string name)
    {
        if (Find(name) is { Kind: not (JsonValueKind.True or JsonValueKind.False) } node)
            Wrong(node, "file.want_flag");
        return Find(name, required: false)?.Kind == JsonValueKind.True;
    }

    public IReadOnlyList<FileNode> List(string name, bool required = true, bool mayBeEmpty = false)
    {
        if (Find(name, required) is not { } node)
            return [];
        if (node.Kind != JsonValueKind.Array)
            Wrong(node, "file.want_list");
        else if (node.Items.Count == 0 && !mayBeEmpty)
            Wrong(node, "file.list_empty");
        return node.Items;
    }

    /// <summary>A list of texts, each matching, none twice.</summary>
    public string[] Texts(string name, Func<FileNode, string> read, bool required = true, bool mayBeEmpty = false)
    {
        var texts = new List<string>();
        foreach (var item in List(name, required, mayBeEmpty))
        {
            var text = read(item);
            if (text.Length == 0)
                continue;
            if (texts.Contains(text, StringComparer.Ordinal))
                Wrong(item, "file.value_twice", text);
            else
                texts.Add(text);
        }

        return [.. texts];
    }

    public string Matching(FileNode node, Regex pattern, string code) =>
        node.Kind == JsonValueKind.String && pattern.IsMatch(node.Text) ? node.Text : Wrong(node, code);

    /// <summary>
    /// An RFC 3339 instant, or a date: its first instant in Paris, or its last when it ends something.
    /// </summary>
    public DateTimeOffset? Moment(string name, bool endOfDay = false, bool required = true)
    {
        if (Find(name, required) is not { } node)
            return null;
        if (node.Kind == JsonValueKind.String)
        {
            if (DateOnly.TryParseExact(
                node.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && day.Year is > 1970 and < 9000)
                return Moments.StartOf(endOfDay ? day.AddDays(1) : day);
            if (DateTimeOffset.TryParseExact(node.Text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
                CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) && HasOffset(node.Text))
                return instant.ToUniversalTime();
        }

        Wrong(node, "file.want_moment");
        return null;
    }

    public string Wrong(FileNode node, string code, params string[] arguments)
    {
        _errors.Add(new(node.Line, node.Path, new Refusal(code, arguments)));
        return "";
    }

    public void Close()
    {
        foreach (var stray in _node.Members.Where(x => !_known.Contains(x.Name, StringComparer.Ordinal)))
            Wrong(stray.Value, "file.member_unknown", stray.Name, string.Join(", ", _known));
    }

    static bool HasOffset(string text) => text.EndsWith('Z') || text[^6] is '+' or '-';
}
