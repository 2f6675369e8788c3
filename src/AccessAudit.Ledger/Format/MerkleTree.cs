// RFC 6962 section 2.1 (unchanged in RFC 9162 section 2.1.1): leaves and nodes are hashed under different first
// bytes, so that a node can never be passed off as an entry. The two-byte length of a bundle is not hashed.
using System.Security.Cryptography;

namespace AccessAudit.Ledger.Format;

/// <summary>The hashing of the log's Merkle tree (RFC 6962 section 2.1, SHA-256).</summary>
public static class MerkleTree
{
    const int OnStack = 2048;

    /// <summary>Root of the tree without entries: SHA-256 of the empty string. We never publish it.</summary>
    public static Hash Empty { get; } = Hash.Of([]);

    /// <summary>SHA-256(0x00 ‖ entry).</summary>
    public static Hash LeafHash(ReadOnlySpan<byte> entry)
    {
        Span<byte> input = entry.Length < OnStack ? stackalloc byte[OnStack] : new byte[entry.Length + 1];
        input[0] = 0x00;
        entry.CopyTo(input[1..]);
        return Hash.Of(input[..(entry.Length + 1)]);
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right).</summary>
    public static Hash NodeHash(Hash left, Hash right)
    {
        Span<byte> node = stackalloc byte[Hash.Size];
        HashNode(left.AsSpan(), right.AsSpan(), node);
        return new Hash(node);
    }

    /// <summary>Root of a perfect subtree of 2^k hashes, at most a tile of them (RFC 6962 section 2.1).</summary>
    internal static Hash PerfectRoot(ReadOnlySpan<byte> hashes)
    {
        Span<byte> work = stackalloc byte[hashes.Length];
        hashes.CopyTo(work);
        for (var count = hashes.Length / Hash.Size; count > 1; count /= 2)
        {
            for (var i = 0; i < count / 2; i++)
            {
                var pair = work.Slice(2 * i * Hash.Size, 2 * Hash.Size);
                HashNode(pair[..Hash.Size], pair[Hash.Size..], work.Slice(i * Hash.Size, Hash.Size));
            }
        }
        return new Hash(work[..Hash.Size]);
    }

    static void HashNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> node)
    {
        Span<byte> input = stackalloc byte[1 + 2 * Hash.Size];
        input[0] = 0x01;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Hash.Size)..]);
        SHA256.HashData(input, node);
    }
}
