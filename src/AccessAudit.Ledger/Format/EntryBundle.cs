// C2SP tlog-tiles (commit 5ba5ee8), "Log entries": up to 256 entries, each behind a big-endian uint16 length.
// The length cannot say more than 65,535, so a longer entry is refused here and never cut.
using System.Buffers.Binary;

namespace AccessAudit.Ledger.Format;

/// <summary>The file that holds up to 256 entries as stored (C2SP tlog-tiles).</summary>
public static class EntryBundle
{
    /// <summary>Longest entry the format can carry, in bytes.</summary>
    public const int MaxEntryBytes = ushort.MaxValue;

    /// <summary>Longest bundle the format can carry, in bytes.</summary>
    public const int MaxBytes = TilePath.FullWidth * (LengthBytes + MaxEntryBytes);

    const int LengthBytes = 2;

    /// <summary>Writes 1-256 entries. A bundle only ever grows: the first n of a longer one are the same bytes.</summary>
    /// <exception cref="ArgumentException">No entry, more than 256, or one longer than 65,535 bytes.</exception>
    public static byte[] Write(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count is 0 or > TilePath.FullWidth)
            throw new ArgumentException($"A bundle holds 1 to 256 entries, not {entries.Count}.", nameof(entries));
        var bundle = new byte[entries.Sum(entry => LengthBytes + entry.Length)];
        var at = 0;
        foreach (var entry in entries)
        {
            RefuseTooLong(entry.Length);
            BinaryPrimitives.WriteUInt16BigEndian(bundle.AsSpan(at), (ushort)entry.Length);
            entry.Span.CopyTo(bundle.AsSpan(at + LengthBytes));
            at += LengthBytes + entry.Length;
        }
        return bundle;
    }

    /// <summary>Our own door: call it before an entry is accepted anywhere.</summary>
    /// <exception cref="ArgumentException">Longer than <see cref="MaxEntryBytes"/>.</exception>
    public static void RefuseTooLong(int entryBytes)
    {
        if (entryBytes > MaxEntryBytes)
            throw new ArgumentException($"An entry holds at most {MaxEntryBytes} bytes, this one has {entryBytes}.");
    }

    /// <summary>Reads exactly <paramref name="count"/> entries that fill the bundle; slices, no copies.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> bundle, int count, out IReadOnlyList<ReadOnlyMemory<byte>> entries, out string why)
    {
        var found = new List<ReadOnlyMemory<byte>>(count);
        entries = found;
        var rest = bundle;
        while (found.Count < count)
        {
            if (rest.Length < LengthBytes)
            {
                why = $"ends after {found.Count} of {count} entries";
                return false;
            }
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
            if (rest.Length < LengthBytes + length)
            {
                why = $"entry {found.Count} announces {length} bytes, {rest.Length - LengthBytes} are left";
                return false;
            }
            found.Add(rest.Slice(LengthBytes, length));
            rest = rest[(LengthBytes + length)..];
        }
        why = rest.IsEmpty ? "" : $"{rest.Length} bytes follow entry {count - 1}";
        return rest.IsEmpty;
    }
}
