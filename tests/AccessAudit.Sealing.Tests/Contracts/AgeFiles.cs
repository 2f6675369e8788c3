using System.Security.Cryptography;
using AccessAudit.Sealing.Age;

namespace AccessAudit.Sealing.Tests.Contracts;

public sealed class AgeFiles : IDisposable
{
    readonly AgeIdentity _client = AgeIdentity.Generate();
    readonly AgeIdentity _recovery = AgeIdentity.Generate();

    public static TheoryData<int> Sizes => [0, 1, 65535, 65536, 65537, 131072, 3_000_000];

    public void Dispose()
    {
        _client.Dispose();
        _recovery.Dispose();
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Each_recipient_alone_reads_back_what_was_sealed(int size)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size);
        var file = AgeFile.Seal(plaintext, _client.Recipient, _recovery.Recipient);
        Assert.Equal(plaintext, AgeFile.Open(file, _client));
        Assert.Equal(plaintext, AgeFile.Open(file, _recovery));
    }

    [Fact]
    public void Small_writes_make_the_same_file_length_as_one_large_write()
    {
        var plaintext = RandomNumberGenerator.GetBytes(200_000);
        var file = new MemoryStream();
        using (var writer = new AgeWriter(file, [_client.Recipient]))
        {
            foreach (var part in plaintext.Chunk(777))
            {
                writer.Write(part);
            }

            writer.Complete();
        }

        Assert.Equal(AgeFile.Seal(plaintext, _client.Recipient).Length, file.Length);
        Assert.Equal(plaintext, AgeFile.Open(file.ToArray(), _client));
    }

    [Fact]
    public void A_stranger_opens_nothing()
    {
        using var stranger = AgeIdentity.Generate();
        var file = AgeFile.Seal([1, 2, 3], _client.Recipient);
        Assert.Equal(AgeFailure.NoMatch, Assert.Throws<AgeException>(() => AgeFile.Open(file, stranger)).Failure);
    }

    [Fact]
    public void Every_flipped_bit_of_a_file_is_refused()
    {
        var file = AgeFile.Seal("some evidence"u8.ToArray(), _client.Recipient, _recovery.Recipient);
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            var damaged = file.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<AgeException>(() => AgeFile.Open(damaged, _client));
        }
    }

    [Fact]
    public void Every_cut_and_every_continuation_is_refused()
    {
        var file = AgeFile.Seal(new byte[65537], _client.Recipient);
        for (var length = 0; length < file.Length; length += length is < 400 or > 65_500 ? 1 : 97)
        {
            Assert.Throws<AgeException>(() => AgeFile.Open(file[..length], _client));
        }

        Assert.Throws<AgeException>(() => AgeFile.Open([.. file, 0], _client));
        Assert.Throws<AgeException>(() => AgeFile.Open([.. file, .. file], _client));
    }

    [Fact]
    public void A_file_that_was_not_completed_is_refused()
    {
        var file = new MemoryStream();
        using (var writer = new AgeWriter(file, [_client.Recipient]))
        {
            writer.Write(new byte[100_000]);
        }

        Assert.Throws<AgeException>(() => AgeFile.Open(file.ToArray(), _client));
    }

    [Fact]
    public void Nothing_is_sealed_to_nobody() =>
        Assert.Throws<ArgumentException>(() => new AgeWriter(new MemoryStream(), []));

    [Theory]
    [InlineData("")]
    [InlineData("age1")]
    [InlineData("AGE1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ")]
    [InlineData("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwk")]
    [InlineData(" age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")]
    public void Other_texts_are_no_recipient(string text)
    {
        Assert.Null(AgeRecipient.TryParse(text));
        Assert.Throws<FormatException>(() => AgeRecipient.Parse(text));
    }

    [Fact]
    public void An_identity_file_may_hold_comments_and_several_keys_and_an_error_names_its_line()
    {
        var text = $"# created: today\n{_client.ExportSecret()}\r\n\n{_recovery.ExportSecret()}\n";
        var identities = AgeIdentity.ParseFile(text);
        Assert.Equal([_client.Recipient, _recovery.Recipient], identities.Select(i => i.Recipient));

        var refusal = Assert.Throws<FormatException>(() => AgeIdentity.ParseFile("# x\nAGE-SECRET-KEY-1ABC\n"));
        Assert.Contains("Line 2", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("1ABC", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => AgeIdentity.ParseFile("# nothing\n"));
    }
}
