using System.Text.Json;

namespace AccessAudit.Contracts.Files;

/// <summary>One JSON value with the place where it stands.</summary>
sealed record FileNode(JsonValueKind Kind, int Line, string Path)
{
    public string Text { get; init; } = "";

    /// <summary>Null when the number is not a whole one of 32 bits.</summary>
    public int? Whole { get; init; }
    public IReadOnlyList<FileMember> Members { get; init; } = [];
    public IReadOnlyList<FileNode> Items { get; init; } = [];
}

sealed record FileMember(string Name, FileNode Value);
