using AccessAudit.Sealing.Age;

namespace AccessAudit.Sealing.Tests.Vectors;

/// <summary>BIP 173's own examples, and the key pair of the age test kit.</summary>
public sealed class Bech32Vectors
{
    [Theory]
    [InlineData("a", "A12UEL5L", "")]
    [InlineData("a", "a12uel5l", "")]
    [InlineData(
        "abcdef",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "00443214c74254b635cf84653a56d7c675be77df")]
    [InlineData("split", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d")]
    public void Valid_strings_decode(string prefix, string text, string hex) =>
        Assert.Equal(hex, Convert.ToHexStringLower(Bech32.Decode(prefix, text)!));

    [Theory]
    [InlineData("a", "A12uEL5L")] // both cases
    [InlineData("a", "a12uel5m")] // checksum
    [InlineData("b", "a12uel5l")] // another prefix
    [InlineData("pzry", "pzry9x0s0muk")] // no separator
    [InlineData("x", "x1b4n0q5v")] // character outside the alphabet
    [InlineData("li", "li1dgmt3")] // checksum too short
    [InlineData("", "1pzry9x0s0muk")] // empty prefix
    public void Invalid_strings_are_refused(string prefix, string text) => Assert.Null(Bech32.Decode(prefix, text));

    [Fact]
    public void An_identity_of_the_age_tool_gives_its_recipient()
    {
        const string secret = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
        using var identity = AgeIdentity.Parse(secret);
        Assert.Equal("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", identity.Recipient.ToString());
        Assert.Equal(secret, identity.ExportSecret());
        Assert.DoesNotContain("SECRET", identity.ToString(), StringComparison.OrdinalIgnoreCase);
    }
}
