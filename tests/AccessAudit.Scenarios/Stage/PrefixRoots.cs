// RFC 9162 2.1.1 by the plainest means, beside the product's own tree: a stack of roots of full subtrees.
using AccessAudit.Ledger.Format;

namespace AccessAudit.Scenarios.Stage;

/// <summary>The root over each of the first leaves of a log.</summary>
sealed class PrefixRoots
{
    readonly List<(int Height, Hash Root)> _full = [];

    internal void Add(Hash leaf)
    {
        var (height, root) = (0, leaf);
        while (_full is [.., var left] && left.Height == height)
        {
            _full.RemoveAt(_full.Count - 1);
            (height, root) = (height + 1, MerkleTree.NodeHash(left.Root, root));
        }

        _full.Add((height, root));
    }

    /// <summary>Of all leaves so far; there must be one.</summary>
    internal Hash Root => _full.AsEnumerable().Reverse().Select(subtree => subtree.Root)
        .Aggregate((right, left) => MerkleTree.NodeHash(left, right));
}
