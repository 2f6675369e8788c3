using System.Buffers.Text;
using System.Text;
using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Tests.Contracts;

public sealed class DisclosureTests
{
    [Fact]
    public void The_digest_of_rfc_9901_section_4_2_3_is_reproduced() =>
        Assert.Equal(
            "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0",
            Disclosure.DigestOf("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"));

    [Fact]
    public void A_disclosure_is_read_back_with_the_digest_the_entry_holds()
    {
        var value = new Dictionary<string, object> { ["command"] = "ls \"é\"\n", ["bytes"] = 12L };
        var written = Disclosure.Create("content", value);
        Assert.True(Disclosure.TryParse(written.Encoded, out var read, out var why), why);
        Assert.Equal((written.Salt, "content", written.Digest), (read.Salt, read.Name, read.Digest));
        Assert.Equal(value, read.Value);
        Assert.Equal(43, read.Digest.Length);
        Assert.Equal(22, read.Salt.Length);
        Assert.Equal(
            $$"""["{{read.Salt}}","content",{"bytes":12,"command":"ls \"é\"\n"}]""",
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(read.Encoded)));
    }

    [Fact]
    public void The_same_words_never_have_the_same_digest() =>
        Assert.NotEqual(
            Disclosure.Create("actor", new Dictionary<string, object>()).Digest,
            Disclosure.Create("actor", new Dictionary<string, object>()).Digest);

    [Theory]
    [InlineData("""["AAAAAAAAAAAAAAAAAAAAAA","content",{"a":1}] """)]
    [InlineData("""["AAAAAAAAAAAAAAAAAAAAAA","content",{"a":1,"a":2}]""")]
    [InlineData("""["AAAAAAAAAAAAAAAAAAAAAA","content",{"a":null}]""")]
    [InlineData("""["AAAAAAAAAAAAAAAAAAAAAA","content","text"]""")]
    [InlineData("""["AAAAAAAAAAAAAAAAAAAAAA","content"]""")]
    [InlineData("""["AAAAAAAAAAAAAAAAAAAAAB","content",{}]""")]
    [InlineData("""["AAAA","content",{}]""")]
    [InlineData("""["AAAAAAAAAAAAAAAAAAAAAA","",{}]""")]
    public void Anything_else_is_refused_with_a_reason(string json)
    {
        Assert.False(Disclosure.TryParse(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)), out _, out var why));
        Assert.NotEmpty(why);
    }
}
