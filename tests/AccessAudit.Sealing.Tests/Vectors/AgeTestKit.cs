using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AccessAudit.Sealing.Age;

namespace AccessAudit.Sealing.Tests.Vectors;

/// <summary>The shared vectors of the age specification (tests/vectors/README.md).</summary>
public sealed class AgeTestKit
{
    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    static string Folder => Path.Combine(AppContext.BaseDirectory, "vectors", "age");

    [Fact]
    public void Every_case_that_we_chose_is_here() => Assert.Equal(67, Directory.GetFiles(Folder).Length);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_case_ends_as_the_kit_says(string name)
    {
        var (fields, file) = Read(Path.Combine(Folder, name));
        var identities = fields["identity"].Select(AgeIdentity.Parse).ToList();
        var released = new MemoryStream();
        var outcome = "success";
        try
        {
            using var reader = new AgeReader(new MemoryStream(file), identities);
            reader.CopyTo(released);
        }
        catch (AgeException refusal)
        {
            outcome = refusal.Failure switch
            {
                AgeFailure.Header => "header failure",
                AgeFailure.NoMatch => "no match",
                AgeFailure.HeaderMac => "HMAC failure",
                AgeFailure.Payload => "payload failure",
                _ => "?",
            };
        }

        Assert.Equal(fields["expect"].Single(), outcome);
        if (outcome == "success")
        {
            Assert.Equal(fields["payload"].Single(), Convert.ToHexStringLower(SHA256.HashData(released.ToArray())));
        }
    }

    static (ILookup<string, string> Fields, byte[] File) Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var split = bytes.AsSpan().IndexOf("\n\n"u8);
        var fields = Encoding.ASCII.GetString(bytes.AsSpan(0, split)).Split('\n')
            .Select(l => l.Split(": ", 2))
            .ToLookup(l => l[0], l => l[1]);
        var file = bytes[(split + 2)..];
        if (!fields["compressed"].Any())
        {
            return (fields, file);
        }

        var inflated = new MemoryStream();
        using var zlib = new ZLibStream(new MemoryStream(file), CompressionMode.Decompress);
        zlib.CopyTo(inflated);
        return (fields, inflated.ToArray());
    }
}
