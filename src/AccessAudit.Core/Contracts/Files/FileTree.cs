// RFC 8259, strictly: no comments, no trailing commas, and no member twice in one object (a reader who sees the first
// and a gateway that obeys the last would sign different contracts).
using System.Text;
using System.Text.Json;
using AccessAudit.Refusals;

namespace AccessAudit.Contracts.Files;

/// <summary>JSON text as nodes that know their line and path.</summary>
static class FileTree
{
    const int Deepest = 16;

    /// <summary>The root, or null after an error that makes the rest unreadable.</summary>
    public static FileNode? Parse(string json, List<ContractError> errors)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Deepest });
        try
        {
            reader.Read();
            var root = Read(ref reader, "$", new Lines(bytes), errors);
            reader.Read();
            return root;
        }
        catch (JsonException broken)
        {
            errors.Add(new((int)(broken.LineNumber ?? 0) + 1, "$", new Refusal("file.not_json")));
            return null;
        }
    }

    static FileNode Read(ref Utf8JsonReader reader, string path, Lines lines, List<ContractError> errors)
    {
        var line = lines.Of(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return new(JsonValueKind.Object, line, path) { Members = ReadMembers(ref reader, path, lines, errors) };
            case JsonTokenType.StartArray:
                var items = new List<FileNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Read(ref reader, $"{path}[{items.Count}]", lines, errors));
                return new(JsonValueKind.Array, line, path) { Items = items };
            case JsonTokenType.String:
                return new(JsonValueKind.String, line, path) { Text = Text(ref reader) };
            case JsonTokenType.Number:
                int? number = reader.TryGetInt32(out var whole) ? whole : null;
                return new(JsonValueKind.Number, line, path) { Whole = number };
            case JsonTokenType.True:
                return new(JsonValueKind.True, line, path);
            case JsonTokenType.False:
                return new(JsonValueKind.False, line, path);
            default:
                return new(JsonValueKind.Null, line, path);
        }
    }

    static List<FileMember> ReadMembers(
        ref Utf8JsonReader reader, string path, Lines lines, List<ContractError> errors)
    {
        var members = new List<FileMember>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Text(ref reader);
            var line = lines.Of(reader.TokenStartIndex);
            reader.Read();
            var value = Read(ref reader, $"{path}.{name}", lines, errors);
            if (members.Exists(member => member.Name == name))
                errors.Add(new(line, value.Path, new Refusal("file.member_twice", name)));
            else
                members.Add(new(name, value));
        }

        return members;
    }

    // A lone surrogate escape is valid JSON and no text.
    static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException broken)
        {
            throw new JsonException("not a text", null, null, null, broken);
        }
    }

    sealed class Lines(byte[] bytes)
    {
        readonly int[] _breaks = [.. bytes.Index().Where(x => x.Item == '\n').Select(x => x.Index)];

        public int Of(long at)
        {
            var found = Array.BinarySearch(_breaks, (int)at);
            return (found < 0 ? ~found : found) + 1;
        }
    }
}
