// Keys and fingerprints made by ssh-keygen (OpenSSH 9.2).
using System.Buffers.Binary;
using AccessAudit.Keys;
using Xunit;

namespace AccessAudit.Core.Tests.Vectors;

public class PublicKeyLineTests
{
    const string Ed25519 = "AAAAC3NzaC1lZDI1NTE5AAAAINTVmFQ+GM8Xe3d3HZxQxis27zohQun9oUOJDYsUHOjo";
    const string Rsa1024 = "AAAAB3NzaC1yc2EAAAADAQABAAAAgQDfVsx6rIHtPENWoQ7CGZYjgtFMqqZgskJHXRAEPUMFQNXHViVIBMU8Cr1H"
        + "h+zZBKxLFWfwutEDU0Ob/XR98NwlgNPhVqj779gbn81iTArIvL4OzjTsRt0yyOz27HowQmjFYDE6PqulEsvT/Q1W"
        + "06BNBfoSK5whSr3zFu5+XN4Bmw==";

    public static TheoryData<string, string, string> OfSshKeygen => new()
    {
        {
            "ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAINTVmFQ+GM8Xe3d3HZxQxis27zohQun9oUOJDYsUHOjo",
            "SHA256:H13t4QjIobcOKFqYkKiE8x2T1E89dgj9rRHDq7J/DL8"
        },
        {
            "ssh-rsa", "AAAAB3NzaC1yc2EAAAADAQABAAABAQC1fDI9KnJJD3oxlxAmU4dp07hrygDb+VUd6lmXCeJ4fHC3pZLWbCBj9OsV"
            + "Ik6Avt3vBYJPACYi9/of8HZ8ZHQdMK7fV8GwzFF4UTzZ5sqEwKdnZPx4PsB+Fdvc0mDeYVGgK4hYpOYBkxlLktiB"
            + "xk38g+vaH606k1hDi+zIekzDkXNisBwHWa5hM50Ftq23MCIeR/ylqxBAw+fhgNiIa+92QiFbmqgqS8bqqrrbZt2O"
            + "o3MQsfpW40mM//FBCaVDFkWfgt6qFvjKxngI6qv4E933mNrX9Mrl0sHtO1z2XsnofaDtvlhPUqE4opDpkzsVVMKz"
            + "/7KHosSEuhnOAXrjAm2n",
            "SHA256:9F8FjLJXU2zg33KFArpb+VPwfvUFY2yBVgms5w7qW7I"
        },
        {
            "ecdsa-sha2-nistp256", "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGD9jClKGjzDSrXHTXXkUlPY+uEUcxTX/Y1g"
            + "PKYNAWG5VrftoZQmrqAiQ++QLsLZ694Wt/4FP9GTrOzJx0HgInw=",
            "SHA256:Omj6OzSUK6i4Ydv63UO9ACjc5I75pumHFXEFtpNKUd0"
        },
        {
            "ecdsa-sha2-nistp384", "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBG8k5U4gzFiaQ6pY5j56n2yvBglmWkFNyTFI"
            + "Vg7AOAYQEWuOqghVwi2fFq+Ju712pwPQVu+tF7slouAUfGm9caEnt+Q/JEI6NxYu5hiWvnaAMaDFt1G1qQKzKm/h"
            + "o5hR/g==",
            "SHA256:Csr4bLquLabzh7atXn3at3zxGJXaXSuBJwR4z8g3aQU"
        },
        {
            "ecdsa-sha2-nistp521", "AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAHHv7VQJE+n3jSCF1Zwh1fnwEMXMJ8Km3OD"
            + "EMDxudB4moSR2V0hG0ap588ZFSQfzpz+DjQb1osuWGCXw1Y0OpnHYgFHeeLP7tT1GLHaxC9l/xJkdS2x0obDhhL7"
            + "Tf1/CZKxxAXPJ1z59leP1Vevs4mDMXwkdIyGJwQsmchpG/aL3VezXA==",
            "SHA256:xArMQo5dx9RHfkxxw4yj7i0kg7Bt5VAvMsYOrzceXps"
        },
    };

    [Theory, MemberData(nameof(OfSshKeygen))]
    public void A_key_of_ssh_keygen_has_the_fingerprint_that_ssh_keygen_prints(string type, string blob, string fingerprint)
    {
        var key = PublicKeyLine.Parse($"{type} {blob} ana@laptop of work\n").Value!;
        Assert.Equal(
            (type, $"{type} {blob}", fingerprint, "ana@laptop of work"), (key.Type, key.Line, key.Fingerprint, key.Comment));
    }

    [Theory, MemberData(nameof(OfSshKeygen))]
    public void A_byte_too_many_or_too_few_is_refused(string type, string blob, string fingerprint)
    {
        Assert.StartsWith("SHA256:", fingerprint, StringComparison.Ordinal);
        var bytes = Convert.FromBase64String(blob);
        Assert.Equal("key.malformed", Code(type, [.. bytes, 0]));
        Assert.Equal("key.malformed", Code(type, bytes[..^1]));
        Assert.Equal("key.malformed", Code(type, []));
    }

    [Theory, MemberData(nameof(OfSshKeygen))]
    public void A_blob_of_another_type_than_the_line_says_is_refused(string type, string blob, string fingerprint)
    {
        Assert.StartsWith("SHA256:", fingerprint, StringComparison.Ordinal);
        var other = type == "ssh-ed25519" ? "ssh-rsa" : "ssh-ed25519";
        Assert.Equal("key.malformed", Code(other, Convert.FromBase64String(blob)));
    }

    [Fact]
    public void An_rsa_key_of_1024_bits_is_too_short() =>
        Assert.Equal("key.too_short", PublicKeyLine.Parse($"ssh-rsa {Rsa1024}").Refusal!.Code);

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_refused() => Assert.Equal("key.malformed", Code(
        "ecdsa-sha2-nistp256",
        [.. Field("ecdsa-sha2-nistp256"u8), .. Field("nistp256"u8), .. Field([4, .. Enumerable.Repeat((byte)7, 64)])]));

    [Theory]
    [InlineData("00000000000000000000")]
    [InlineData("8000000000000000000000")]
    [InlineData("")]
    public void An_rsa_modulus_that_is_no_positive_canonical_number_is_refused(string hex) => Assert.Equal(
        "key.malformed",
        Code("ssh-rsa", [.. Field("ssh-rsa"u8), .. Field([1, 0, 1]), .. Field(Convert.FromHexString(hex))]));

    [Theory]
    [InlineData("", "key.malformed")]
    [InlineData("ssh-ed25519", "key.malformed")]
    [InlineData("ssh-ed25519 !!!!", "key.malformed")]
    [InlineData("ssh-ed25519 " + Ed25519 + "=", "key.malformed")]
    [InlineData("ssh-ed25519 " + Ed25519 + " a\nssh-ed25519 " + Ed25519, "key.malformed")]
    [InlineData("ssh-ed25519\t" + Ed25519, "key.malformed")]
    [InlineData("ssh-dss AAAA", "key.type_unsupported")]
    [InlineData("command=\"ls\" ssh-ed25519 " + Ed25519, "key.type_unsupported")]
    [InlineData("no-pty ssh-ed25519 " + Ed25519, "key.type_unsupported")]
    [InlineData("ssh-ed25519-cert-v01@openssh.com AAAA", "key.type_unsupported")]
    public void Whatever_else_a_line_holds_is_refused(string line, string code) =>
        Assert.Equal(code, PublicKeyLine.Parse(line).Refusal!.Code);

    static string? Code(string type, byte[] blob) =>
        PublicKeyLine.Parse($"{type} {Convert.ToBase64String(blob)}").Refusal?.Code;

    static byte[] Field(ReadOnlySpan<byte> content)
    {
        var field = new byte[4 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(field, content.Length);
        content.CopyTo(field.AsSpan(4));
        return field;
    }
}
