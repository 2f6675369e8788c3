// C2SP tlog-checkpoint (commit 5ba5ee8). Extension lines are refused: some cosignatures do not cover them, so an
// auditor could not check what they say.
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace AccessAudit.Ledger.Format;

/// <summary>
/// A head: how many entries a log has and the root over all of them. It proves nothing until a
/// <see cref="SignedNote"/> over it has been verified.
/// </summary>
/// <param name="Origin">Name of the log, the same for ever.</param>
/// <param name="Size">Number of entries.</param>
/// <param name="Root">Root of the tree over them (RFC 6962).</param>
public sealed record Checkpoint(string Origin, long Size, Hash Root)
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The signed bytes: <c>origin LF size LF base64(root) LF</c>.</summary>
    /// <exception cref="ArgumentException">An origin or a size that the format cannot carry.</exception>
    public byte[] WriteBody()
    {
        if (!VerifierKey.IsName(Origin))
            throw new ArgumentException($"\"{Origin}\" cannot name a log.");
        if (Size < 0)
            throw new ArgumentException($"{Size} is not a size.");
        return Utf8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root.ToBase64()}\n"));
    }

    /// <summary>Reads a body; only the one spelling that <see cref="WriteBody"/> writes.</summary>
    public static bool TryParseBody(
        ReadOnlySpan<byte> body, [NotNullWhen(true)] out Checkpoint? checkpoint, out string why)
    {
        checkpoint = null;
        why = "";
        if (!System.Text.Unicode.Utf8.IsValid(body))
            why = "the head is not UTF-8";
        else if (Utf8.GetString(body).Split('\n') is not [var origin, var size, var root, ""])
            why = "the head is not the three lines origin, size and root";
        else if (!VerifierKey.IsName(origin))
            why = "the origin has a space, a plus sign or a control character, or is empty";
        else if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var entries)
            || (size.Length > 1 && size[0] == '0'))
            why = $"\"{size}\" is not a size";
        else if (!StrictBase64.TryDecode(Encoding.UTF8.GetBytes(root), out var bytes) || bytes.Length != Hash.Size)
            why = "the root is not the base64 of 32 bytes";
        else
            checkpoint = new Checkpoint(origin, entries, new Hash(bytes));
        return checkpoint is not null;
    }
}
