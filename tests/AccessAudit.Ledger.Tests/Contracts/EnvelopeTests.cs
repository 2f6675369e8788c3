using System.Text;
using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Tests.Contracts;

public sealed class EnvelopeTests
{
    const string Canonical =
        """{"by":"p-7","d":{"bytes":-12,"note":"é\n\u0001\"\\/"},"g":"g1","id":"01890a5d-ac96-774b-bcce-b302099a8057","k":"session.command","n":1,"out":"success","prev":"bjQLnP-zepicpUTmu3gKLHiQHT-zNzh2hRGjBhevoB0","r":"r1","sd":["X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"],"sess":"s1","t":"2026-01-02T03:04:05.067Z","tgt":"db","v":1}""";

    static readonly Envelope Full = new()
    {
        Id = "01890a5d-ac96-774b-bcce-b302099a8057",
        Kind = "session.command",
        At = new DateTimeOffset(2026, 1, 2, 4, 4, 5, 67, TimeSpan.FromHours(1)).AddTicks(9_999),
        By = "p-7",
        Outcome = "success",
        Session = "s1",
        Number = 1,
        Previous = "bjQLnP-zepicpUTmu3gKLHiQHT-zNzh2hRGjBhevoB0",
        Target = "db",
        Request = "r1",
        Grant = "g1",
        Details = new Dictionary<string, object> { ["note"] = "é\n\u0001\"\\/", ["bytes"] = -12L },
        DisclosureDigests = ["X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"],
    };

    [Fact]
    public void Every_member_has_one_spelling() => Assert.Equal(Canonical, Encoding.UTF8.GetString(Full.Write()));

    [Fact]
    public void Absent_members_are_not_written()
    {
        var bare = new Envelope { Id = Full.Id, Kind = "log.created", At = Full.At, By = "gateway", Outcome = "success" };
        Assert.Equal(
            """{"by":"gateway","id":"01890a5d-ac96-774b-bcce-b302099a8057","k":"log.created","out":"success","t":"2026-01-02T03:04:05.067Z","v":1}""",
            Encoding.UTF8.GetString(bare.Write()));
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        Assert.True(Envelope.TryRead(Full.Write(), out var read, out var why), why);
        Assert.Equal(Full.Details, read.Details);
        Assert.Equal(Full.DisclosureDigests, read.DisclosureDigests);
        Assert.Equal(
            Full with { At = read.At, Details = read.Details, DisclosureDigests = read.DisclosureDigests }, read);
        Assert.Equal(67, read.At.Millisecond);
    }

    [Theory]
    [InlineData("\"by\":\"p-7\"", "\"by\": \"p-7\"")]
    [InlineData("\"by\":\"p-7\"", "\"by\":\"p\\u002d7\"")]
    [InlineData("\"by\":\"p-7\"", "\"by\":\"\"")]
    [InlineData("\\/", "/\\/")]
    [InlineData("\\n", "\\u000a")]
    [InlineData("\\u0001", "\\u0001\\ud800")]
    [InlineData("\"bytes\":-12", "\"bytes\":-012")]
    [InlineData("\"bytes\":-12", "\"bytes\":-12.0")]
    [InlineData("\"bytes\":-12", "\"bytes\":9007199254740992")]
    [InlineData("\"bytes\":-12", "\"zeta\":-12")]
    [InlineData("\"bytes\":-12", "\"bytes\":-12,\"bytes\":-12")]
    [InlineData("\"bytes\":-12", "\"bytes\":true")]
    [InlineData("\"d\":{\"bytes\":-12,\"note\":\"é\\n\\u0001\\\"\\\\/\"}", "\"d\":{}")]
    [InlineData("-774b-", "-474b-")]
    [InlineData("bcce", "BCCE")]
    [InlineData("\"n\":1,", "")]
    [InlineData("\"n\":1", "\"n\":0")]
    [InlineData("\"n\":1", "\"n\":01")]
    [InlineData("hevoB0", "hevoB1")]
    [InlineData("3XAdRC0\"]", "3XAdRC0\",\"X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0\"]")]
    [InlineData("067Z", "067+00:00")]
    [InlineData("05.067Z", "65.067Z")]
    [InlineData("\"v\":1", "\"v\":2")]
    [InlineData("\"v\":1", "\"v\":1,\"w\":1")]
    [InlineData("\"v\":1}", "\"v\":1}\n")]
    [InlineData("session.command", "command")]
    public void Any_other_spelling_is_refused_with_a_reason(string from, string to)
    {
        Assert.Contains(from, Canonical, StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(Canonical.Replace(from, to, StringComparison.Ordinal));
        Assert.False(Envelope.TryRead(bytes, out _, out var why));
        Assert.NotEmpty(why);
    }

    [Fact]
    public void No_cut_of_an_entry_is_an_entry()
    {
        var bytes = Full.Write();
        for (var length = 0; length < bytes.Length; length++)
            Assert.False(Envelope.TryRead(bytes.AsSpan(0, length), out _, out _));
    }

    [Fact]
    public void An_entry_of_65_535_bytes_is_written_and_one_byte_more_is_refused()
    {
        Envelope Padded(int length) =>
            Full with { Details = new Dictionary<string, object> { ["note"] = new string('x', length) } };
        var room = EntryBundle.MaxEntryBytes - Padded(0).Write().Length;
        var longest = Padded(room).Write();
        Assert.Equal(65_535, longest.Length);
        Assert.True(Envelope.TryRead(longest, out _, out _));
        Assert.Throws<ArgumentException>(() => Padded(room + 1).Write());
    }

    [Fact]
    public void What_json_readers_would_disagree_on_is_not_written()
    {
        Envelope With(object value) => Full with { Details = new Dictionary<string, object> { ["x"] = value } };
        Assert.Throws<ArgumentException>(() => With(1.5).Write());
        Assert.Throws<ArgumentException>(() => With(1L << 53).Write());
        Assert.ThrowsAny<ArgumentException>(() => With("\ud800").Write());
        Assert.Throws<ArgumentException>(() =>
            (Full with { Details = new Dictionary<string, object> { ["clé"] = "" } }).Write());
    }
}
