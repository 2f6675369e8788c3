// RFC 6962 section 2.1.1 (making), RFC 9162 section 2.1.3.2 (verifying).
using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Proofs;

/// <summary>That an entry stands at an index of a log: the hashes beside its way up to the root.</summary>
public static class InclusionProof
{
    /// <summary>Makes the proof from tiles; hashes go from leaf to root.</summary>
    /// <param name="index">From 0, below <paramref name="size"/>.</param>
    /// <param name="size">The size of the head it will be checked against.</param>
    /// <param name="readTile">The stored tiles.</param>
    /// <exception cref="InvalidOperationException">A tile is absent or too short.</exception>
    public static IReadOnlyList<Hash> Make(long index, long size, ReadTile readTile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        ArgumentNullException.ThrowIfNull(readTile);
        var tree = new TreeReader(size, readTile);
        var proof = new List<Hash>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + TreeReader.Split(end - start);
            if (index < middle)
            {
                proof.Add(tree.Root(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(tree.Root(start, middle));
                start = middle;
            }
        }
        proof.Reverse();
        return proof;
    }

    /// <summary>True when the proof leads from the leaf hash at that index to the root of a tree of that size.</summary>
    public static bool Verify(long index, long size, Hash leafHash, IReadOnlyList<Hash> proof, Hash root)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (index < 0 || index >= size)
            return false;
        var (node, last, found) = (index, size - 1, leafHash);
        foreach (var hash in proof)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                found = MerkleTree.NodeHash(hash, found);
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                found = MerkleTree.NodeHash(found, hash);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && found == root;
    }
}
