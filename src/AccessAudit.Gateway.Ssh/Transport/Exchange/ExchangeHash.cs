using System.Security.Cryptography;

namespace AccessAudit.Gateway.Ssh.Transport.Exchange;

/// <summary>The hash that a key exchange method names.</summary>
sealed class ExchangeHash
{
    public static readonly ExchangeHash Sha256 = new(SHA256.HashData);
    public static readonly ExchangeHash Sha384 = new(SHA384.HashData);

    readonly Func<byte[], byte[]> _compute;

    ExchangeHash(Func<byte[], byte[]> compute) => _compute = compute;

    public byte[] Of(byte[] bytes) => _compute(bytes);

    /// <summary>
    /// Key material of RFC 4253 section 7.2: K1 = HASH(K || H || letter || session id), then Kn = HASH(K || H || K1..).
    /// <paramref name="secret"/> is K as encoded for the exchange hash.
    /// </summary>
    public byte[] Derive(
        ReadOnlySpan<byte> secret, ReadOnlySpan<byte> exchangeHash, char letter, ReadOnlySpan<byte> sessionId, int length)
    {
        byte[] material = Of([.. secret, .. exchangeHash, (byte)letter, .. sessionId]);
        while (material.Length < length)
        {
            material = [.. material, .. Of([.. secret, .. exchangeHash, .. material])];
        }

        return material[..length];
    }
}
