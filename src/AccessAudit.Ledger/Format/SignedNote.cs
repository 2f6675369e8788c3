// C2SP signed-note (commit 5ba5ee8): a text, an empty line, signature lines "— name base64(key ID ‖ signature)".
// Lines of keys we do not know are kept apart and never judged: witnesses and a second algorithm may come.
// What could be changed without changing the meaning is refused: CR, control characters, loose base64, a lost last LF.
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace AccessAudit.Ledger.Format;

/// <summary>One signature line. The signature is whatever that key's type wants; ours is 64 bytes of Ed25519.</summary>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Signature);

/// <summary>What a note says about one key.</summary>
public enum NoteVerdict
{
    /// <summary>Signed by the key.</summary>
    Verified,

    /// <summary>No line is by the key; lines of other keys say nothing.</summary>
    NotSigned,

    /// <summary>A line claims the key and fails: the whole note is to be thrown away.</summary>
    Forged,
}

/// <summary>A text with signatures: the file <c>checkpoint</c> (C2SP signed-note).</summary>
public sealed class SignedNote
{
    /// <summary>Longest note we read, in bytes.</summary>
    public const int MaxBytes = 65_536;

    /// <summary>Most signature lines we read (the specification asks for 16 at least).</summary>
    public const int MaxSignatures = 100;

    static ReadOnlySpan<byte> LineStart => "\u2014 "u8;

    SignedNote(byte[] body, IReadOnlyList<NoteSignature> signatures) => (Body, Signatures) = (body, signatures);

    /// <summary>The signed bytes, with their last LF and without the empty line.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Every signature line, in order, judged or not.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Reads a note; verifies nothing.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedNote? note, out string why)
    {
        note = null;
        if (bytes.Length > MaxBytes)
            why = $"longer than {MaxBytes} bytes";
        else if (!System.Text.Unicode.Utf8.IsValid(bytes))
            why = "not UTF-8";
        else if (bytes.ContainsAnyInRange((byte)0x00, (byte)0x09) || bytes.ContainsAnyInRange((byte)0x0b, (byte)0x1f)
            || bytes.Contains((byte)0x7f))
            why = "holds a control character (a mail client or git may have rewritten the line ends)";
        else if (bytes.LastIndexOf("\n\n"u8) is var gap && gap <= 0)
            why = "has no empty line between text and signatures";
        else if (bytes[^1] != '\n')
            why = "does not end with a line feed";
        else if (!TryParseLines(bytes[(gap + 2)..], out var signatures, out why))
            return false;
        else
            note = new SignedNote(bytes[..(gap + 1)].ToArray(), signatures);
        return note is not null;
    }

    /// <summary>Judges the lines of one key; a single line that fails condemns the note.</summary>
    public NoteVerdict Verify(VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var verdict = NoteVerdict.NotSigned;
        foreach (var line in Signatures.Where(line => line.KeyId == key.KeyId && line.Name == key.Name))
        {
            if (!key.Accepts(Body.Span, line.Signature.Span))
                return NoteVerdict.Forged;
            verdict = NoteVerdict.Verified;
        }
        return verdict;
    }

    static bool TryParseLines(ReadOnlySpan<byte> lines, out List<NoteSignature> signatures, out string why)
    {
        signatures = [];
        why = "";
        while (why.Length == 0 && !lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            if (signatures.Count == MaxSignatures)
                why = $"has more than {MaxSignatures} signature lines";
            else if (!TryParseLine(lines[..end], out var signature))
                why = $"signature line {signatures.Count + 1} is malformed";
            else
                signatures.Add(signature);
            lines = lines[(end + 1)..];
        }
        if (why.Length == 0 && signatures.Count == 0)
            why = "has no signature";
        return why.Length == 0;
    }

    static bool TryParseLine(ReadOnlySpan<byte> line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith(LineStart))
            return false;
        line = line[LineStart.Length..];
        var space = line.IndexOf((byte)' ');
        if (space < 0 || Encoding.UTF8.GetString(line[..space]) is var name && !VerifierKey.IsName(name))
            return false;
        if (!StrictBase64.TryDecode(line[(space + 1)..], out var blob) || blob.Length <= sizeof(uint))
            return false;
        var keyId = BinaryPrimitives.ReadUInt32BigEndian(blob);
        signature = new NoteSignature(name, keyId, blob.AsMemory(sizeof(uint)));
        return true;
    }
}
