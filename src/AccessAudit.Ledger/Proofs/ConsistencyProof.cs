// RFC 6962 section 2.1.2 (making), RFC 9162 section 2.1.4.2 (verifying).
using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Proofs;

/// <summary>That a log has only grown: the tree of the older head is the beginning of the newer one's.</summary>
public static class ConsistencyProof
{
    /// <summary>Makes the proof from the newer tree's tiles; empty when the sizes are equal or the older is 0.</summary>
    /// <exception cref="InvalidOperationException">A tile is absent or too short.</exception>
    public static IReadOnlyList<Hash> Make(long oldSize, long newSize, ReadTile readTile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        ArgumentNullException.ThrowIfNull(readTile);
        var proof = new List<Hash>();
        if (oldSize == 0 || oldSize == newSize)
            return proof;
        var tree = new TreeReader(newSize, readTile);
        var (start, end, complete) = (0L, newSize, true);
        while (end != oldSize)
        {
            var middle = start + TreeReader.Split(end - start);
            if (oldSize <= middle)
            {
                proof.Add(tree.Root(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(tree.Root(start, middle));
                (start, complete) = (middle, false);
            }
        }
        if (!complete)
            proof.Add(tree.Root(start, end));
        proof.Reverse();
        return proof;
    }

    /// <summary>True when the newer root is shown to extend the older one.</summary>
    public static bool Verify(long oldSize, long newSize, Hash oldRoot, Hash newRoot, IReadOnlyList<Hash> proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (oldSize < 0 || oldSize > newSize)
            return false;
        if (oldSize == newSize)
            return proof.Count == 0 && oldRoot == newRoot;
        if (oldSize == 0)
            return proof.Count == 0 && oldRoot == MerkleTree.Empty;
        var path = long.PopCount(oldSize) == 1 ? proof.Prepend(oldRoot).ToList() : [.. proof];
        if (path.Count == 0)
            return false;
        var (node, last) = (oldSize - 1, newSize - 1);
        while ((node & 1) == 1)
            (node, last) = (node >> 1, last >> 1);
        var (older, newer) = (path[0], path[0]);
        foreach (var hash in path.Skip(1))
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                older = MerkleTree.NodeHash(hash, older);
                newer = MerkleTree.NodeHash(hash, newer);
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                newer = MerkleTree.NodeHash(newer, hash);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && older == oldRoot && newer == newRoot;
    }
}
