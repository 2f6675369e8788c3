using AccessAudit.Journal;
using AccessAudit.Ledger.Format;
using AccessAudit.Search.Index;

namespace AccessAudit.Web.Pages.Proof;

/// <summary>The signed head of a client's log, read as a verifier reads it.</summary>
/// <param name="Key">The log's verifier key line, whole.</param>
/// <param name="Holds">The head is signed by this key: checked here, which convinces nobody who doubts us.</param>
/// <param name="At">When it was signed, by the gateway's clock.</param>
/// <param name="Searchable">The index holds every entry below this one.</param>
public sealed record ProofHead(
    string Origin, long Size, string Root, string Key, bool Holds, DateTimeOffset At, long Searchable)
{
    internal static async Task<ProofHead?> ReadAsync(
        ILogPages pages, IAuditIndex index, string client, CancellationToken ct)
    {
        if (await pages.HeadAsync(client, ct) is not { } head || await pages.VerifierKeyAsync(client, ct) is not { } line
            || !VerifierKey.TryParse(System.Text.Encoding.UTF8.GetString(line).TrimEnd('\n'), out var key, out _)
            || !SignedNote.TryParse(head.Note, out var note, out _)
            || !Checkpoint.TryParseBody(note.Body.Span, out var checkpoint, out _))
        {
            return null;
        }

        return new(
            checkpoint.Origin, checkpoint.Size, checkpoint.Root.ToHex(), key.ToString(),
            note.Verify(key) == NoteVerdict.Verified && checkpoint.Origin == key.Name, head.At,
            await index.NextIndexAsync(client, ct));
    }
}
