using System.Text;
using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Verify;

/// <summary>Who signed what: the key, the head and the saved head.</summary>
sealed class HeadCheck(LogReader reader, Findings findings)
{
    public const string HeadPath = "checkpoint";
    public const string KeyPath = "log.vkey";
    const int MaxKeyBytes = 4_096;

    public VerifierKey? Key { get; private set; }

    public Checkpoint? Head { get; private set; }

    public Checkpoint? Since { get; private set; }

    public int OtherSignatures { get; private set; }

    public void Run(VerifyOptions options)
    {
        var offered = OfferedKey();
        Key = options.Key ?? offered;
        if (offered is not null && offered != Key)
            findings.Add(FindingKind.KeyDiffers, KeyPath, expected: $"{Key}", found: $"{offered}");
        if (reader.Required(HeadPath, SignedNote.MaxBytes) is { } head)
            CheckHead(head);
        if (options.Since is { } since)
            CheckSince(since);
    }

    VerifierKey? OfferedKey()
    {
        if (reader.Required(KeyPath, MaxKeyBytes) is not { } bytes)
            return null;
        var why = "not UTF-8";
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            var line = Encoding.UTF8.GetString(bytes);
            why = "not one line ended by a line feed";
            if (line.EndsWith('\n') && VerifierKey.TryParse(line[..^1], out var key, out why))
                return key;
        }
        findings.Add(FindingKind.KeyMalformed, KeyPath, why: why);
        return null;
    }

    void CheckHead(byte[] bytes)
    {
        if (!SignedNote.TryParse(bytes, out var note, out var why)
            || !Checkpoint.TryParseBody(note.Body.Span, out var head, out why))
        {
            findings.Add(FindingKind.HeadMalformed, HeadPath, why: why);
            return;
        }
        Head = head;
        if (head.Size == 0)
            findings.Add(FindingKind.LogEmpty, HeadPath);
        if (Key is null)
            return;
        OtherSignatures = note.Signatures.Count(line => line.KeyId != Key.KeyId || line.Name != Key.Name);
        if (head.Origin != Key.Name)
            findings.Add(FindingKind.OriginDiffers, HeadPath, expected: Key.Name, found: head.Origin);
        Judge(note, HeadPath, FindingKind.NotSigned, FindingKind.SignatureFails);
    }

    void CheckSince(byte[] bytes)
    {
        const string path = "--since";
        if (!SignedNote.TryParse(bytes, out var note, out var why)
            || !Checkpoint.TryParseBody(note.Body.Span, out var since, out why))
        {
            findings.Add(FindingKind.SavedHeadMalformed, path, why: why);
            return;
        }
        Since = since;
        if (Key is not null)
            Judge(note, path, FindingKind.SavedHeadNotSigned, FindingKind.SavedHeadSignatureFails);
        if (Key is not null && since.Origin != Key.Name)
            findings.Add(FindingKind.OriginDiffers, path, expected: Key.Name, found: since.Origin);
        if (Head is not null && since.Size > Head.Size)
            findings.Add(FindingKind.RolledBack, path, expected: $"{since.Size}", found: $"{Head.Size}");
    }

    void Judge(SignedNote note, string path, FindingKind notSigned, FindingKind fails)
    {
        switch (note.Verify(Key!))
        {
            case NoteVerdict.NotSigned:
                var names = note.Signatures.Select(line => $"{line.Name}+{line.KeyId:x8}");
                findings.Add(notSigned, path, expected: $"{Key!.Name}+{Key.HexKeyId}", found: string.Join(", ", names));
                break;
            case NoteVerdict.Forged:
                findings.Add(fails, path, expected: $"{Key}");
                break;
        }
    }
}
