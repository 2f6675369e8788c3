// The test data of the Certificate Transparency code base (RFC 6962 names none): eight inputs, the roots after each.
using AccessAudit.Ledger.Append;
using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Tests.Vectors;

public sealed class Rfc6962Tests
{
    static readonly byte[][] Inputs =
    [
        .. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }
            .Select(Convert.FromHexString),
    ];

    static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void The_roots_after_each_input_are_the_known_ones()
    {
        for (var count = 1; count <= Inputs.Length; count++)
        {
            var leaves = Inputs.Take(count).Select(input => MerkleTree.LeafHash(input)).ToList();
            Assert.Equal(Roots[count - 1], LogAppender.Append(0, (_, _) => null, leaves).Root.ToHex());
        }
    }

    [Fact]
    public void The_empty_tree_is_the_hash_of_nothing() =>
        Assert.Equal("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", MerkleTree.Empty.ToBase64());
}
