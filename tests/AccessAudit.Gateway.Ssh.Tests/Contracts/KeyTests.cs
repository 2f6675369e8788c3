using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Tests.Contracts;

public sealed class KeyTests
{
    public static TheoryData<string> Kinds => ["ed25519", "nistp256", "nistp384", "nistp521", "rsa"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_signature_is_verified_only_as_it_was_made(string kind)
    {
        using var key = Create(kind);
        using var other = Create(kind);
        var data = RandomNumberGenerator.GetBytes(100);
        foreach (var algorithm in key.PublicKey.Algorithms)
        {
            var signature = key.Sign(algorithm, data);

            Assert.True(key.PublicKey.Verify(algorithm, data, signature));
            Assert.False(other.PublicKey.Verify(algorithm, data, signature));
            Assert.False(key.PublicKey.Verify(algorithm, data.AsSpan(1), signature));
            Assert.False(key.PublicKey.Verify(algorithm, data, [.. signature, 0]));
            Assert.False(key.PublicKey.Verify(algorithm, data, signature.AsSpan(0, signature.Length - 1)));
            Assert.False(key.PublicKey.Verify(algorithm, data, []));
            Assert.False(key.PublicKey.Verify("ssh-rsa", data, signature));
            for (var at = 0; at < signature.Length; at++)
            {
                signature[at] ^= 0x10;
                Assert.False(key.PublicKey.Verify(algorithm, data, signature), $"byte {at}");
                signature[at] ^= 0x10;
            }
        }
    }

    [Fact]
    public void The_name_of_another_algorithm_of_the_same_key_is_refused()
    {
        using var key = Create("rsa");
        var data = "data"u8.ToArray();
        Assert.False(key.PublicKey.Verify("rsa-sha2-256", data, key.Sign("rsa-sha2-512", data)));
        var renamed = new SshReader(key.Sign("rsa-sha2-512", data));
        renamed.Name();
        var value = renamed.String().ToArray();
        Assert.False(key.PublicKey.Verify(
            "rsa-sha2-256", data, new SshWriter().Text("rsa-sha2-256").String(value).Span));
    }

    [Fact]
    public void An_Ed25519_signature_with_a_larger_S_is_refused()
    {
        using var key = PrivateKey.GenerateEd25519();
        var data = "data"u8.ToArray();
        var signature = key.Sign("ssh-ed25519", data);
        // S + L is the same number modulo the order L of the group (RFC 8032 section 5.1).
        var order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        var s = signature.AsSpan(signature.Length - 32);
        var carry = 0;
        for (var i = 0; i < 32; i++)
        {
            var sum = s[i] + order[i] + carry;
            s[i] = (byte)sum;
            carry = sum >> 8;
        }

        Assert.False(key.PublicKey.Verify("ssh-ed25519", data, signature));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_public_key_survives_its_line_and_nothing_may_follow_its_blob(string kind)
    {
        using var key = Create(kind);
        var line = key.PublicKey.ToLine() + " ana@desk and more";

        Assert.Equal(key.PublicKey, PublicKey.ParseLine(line, out var comment, out var why));
        Assert.Equal(("ana@desk and more", (string?)null), (comment, why));
        Assert.Null(PublicKey.Parse([.. key.PublicKey.Blob.Span, 0], out why));
        Assert.NotNull(why);
        for (var length = 0; length < key.PublicKey.Blob.Length; length++)
        {
            Assert.Null(PublicKey.Parse(key.PublicKey.Blob.Span[..length], out _));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("ssh-ed25519")]
    [InlineData("ssh-ed25519 !!!")]
    [InlineData("command=\"x\" ssh-ed25519 AAAA")]
    [InlineData("ssh-dss AAAAB3NzaC1kc3M=")]
    public void A_line_that_is_no_key_is_refused_with_the_reason(string line)
    {
        Assert.Null(PublicKey.ParseLine(line, out _, out var why));
        Assert.False(string.IsNullOrEmpty(why));
    }

    [Fact]
    public void The_type_of_the_line_must_be_that_of_the_key()
    {
        using var key = PrivateKey.GenerateEd25519();
        Assert.Null(PublicKey.ParseLine("ssh-rsa " + key.PublicKey.ToLine().Split(' ')[1], out _, out var why));
        Assert.NotNull(why);
    }

    [Fact]
    public void A_short_RSA_key_is_refused()
    {
        using var rsa = RSA.Create(1024);
        var p = rsa.ExportParameters(includePrivateParameters: false);
        var blob = new SshWriter().Text("ssh-rsa").Natural(p.Exponent).Natural(p.Modulus).ToArray();
        Assert.Null(PublicKey.Parse(blob, out var why));
        Assert.Contains("2048", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_point_off_its_curve_is_refused()
    {
        using var key = Create("nistp256");
        var blob = key.PublicKey.Blob.ToArray();
        blob[^1] ^= 1;
        Assert.Null(PublicKey.Parse(blob, out _));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Key_files_in_PKCS_8_are_read(string kind)
    {
        var (pem, publicLine) = Pkcs8(kind);
        using var key = PrivateKeyFile.Parse(pem);
        Assert.Equal(publicLine ?? key.PublicKey.ToLine(), key.PublicKey.ToLine());
        var data = "data"u8.ToArray();
        Assert.True(key.PublicKey.Verify(
            key.PublicKey.Algorithms[0], data, key.Sign(key.PublicKey.Algorithms[0], data)));
    }

    [Theory]
    [InlineData("no key at all")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n")]
    public void A_file_that_is_no_key_is_refused(string text) =>
        Assert.Throws<FormatException>(() => PrivateKeyFile.Parse(text));

    [Fact]
    public void A_key_file_with_a_flipped_byte_is_refused_or_another_comment()
    {
        using var key = (Ed25519PrivateKey)PrivateKey.GenerateEd25519();
        var lines = PrivateKeyFile.Write(key, "c").Split('\n');
        var bytes = Convert.FromBase64String(string.Concat(lines[1..^2]));
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 1;
            var text = $"-----BEGIN OPENSSH PRIVATE KEY-----\n{Convert.ToBase64String(bytes)}\n"
                + "-----END OPENSSH PRIVATE KEY-----\n";
            bytes[at] ^= 1;
            try
            {
                using var parsed = PrivateKeyFile.Parse(text);
                Assert.Equal(key.PublicKey, parsed.PublicKey);
            }
            catch (FormatException)
            {
                // What was to be shown: nothing else is thrown.
            }
        }
    }

    static PrivateKey Create(string kind) => kind switch
    {
        "ed25519" => PrivateKey.GenerateEd25519(),
        "rsa" => new RsaPrivateKey(RSA.Create(2048)),
        _ => new EcdsaPrivateKey(Curve(kind), ECDsa.Create(Curve(kind).Curve)),
    };

    static NistCurve Curve(string name) => NistCurve.OfKeyType("ecdsa-sha2-" + name)!;

    static (string Pem, string? PublicLine) Pkcs8(string kind)
    {
        if (kind == "ed25519")
        {
            // The example of RFC 8410 section 10.3.
            return ("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
                + "-----END PRIVATE KEY-----\n",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh");
        }

        if (kind == "rsa")
        {
            using var rsa = RSA.Create(2048);
            return (rsa.ExportPkcs8PrivateKeyPem(), RsaPublicKey.From(rsa).ToLine());
        }

        using var ecdsa = ECDsa.Create(Curve(kind).Curve);
        return (ecdsa.ExportPkcs8PrivateKeyPem(), EcdsaPublicKey.From(Curve(kind), ecdsa).ToLine());
    }
}
