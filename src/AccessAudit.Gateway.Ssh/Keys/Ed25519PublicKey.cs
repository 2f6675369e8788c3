using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Wire;
using NSec.Cryptography;

namespace AccessAudit.Gateway.Ssh.Keys;

/// <summary>ssh-ed25519, RFC 8709. libsodium refuses S not below the group order and keys of small order.</summary>
sealed class Ed25519PublicKey : PublicKey
{
    public const string Type = "ssh-ed25519";

    readonly NSec.Cryptography.PublicKey _key;

    Ed25519PublicKey(NSec.Cryptography.PublicKey key, ReadOnlySpan<byte> blob)
        : base(Type, blob) => _key = key;

    public override IReadOnlyList<string> Algorithms { get; } = [Type];

    public static Ed25519PublicKey From(NSec.Cryptography.PublicKey key) =>
        new(key, new SshWriter().Text(Type).String(key.Export(KeyBlobFormat.RawPublicKey)).Span);

    public static Ed25519PublicKey Read(ref SshReader reader, ReadOnlySpan<byte> blob) =>
        NSec.Cryptography.PublicKey.TryImport(
            SignatureAlgorithm.Ed25519, reader.String(), KeyBlobFormat.RawPublicKey, out var key) && key is not null
            ? new(key, blob)
            : throw new CryptographicException("not an Ed25519 point");

    protected override bool VerifyValue(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> value) =>
        value.Length == SignatureAlgorithm.Ed25519.SignatureSize
        && SignatureAlgorithm.Ed25519.Verify(_key, data, value);
}
