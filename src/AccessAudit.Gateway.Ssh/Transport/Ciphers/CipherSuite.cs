using System.Security.Cryptography;

namespace AccessAudit.Gateway.Ssh.Transport.Ciphers;

/// <summary>The names of ciphers and MACs we speak, with the key material each one takes (RFC 4253 section 7.2).</summary>
static class CipherSuite
{
    public const string Aes256Gcm = "aes256-gcm@openssh.com";
    public const string Aes128Gcm = "aes128-gcm@openssh.com";

    // No chacha20-poly1305 (slow in managed code, Terrapin's main surface), no CBC, no SHA-1.
    public static IReadOnlyList<string> Ciphers { get; } = [Aes256Gcm, Aes128Gcm, "aes256-ctr", "aes128-ctr"];

    public static IReadOnlyList<string> Macs { get; } =
        ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256"];

    /// <summary>Whether the cipher authenticates by itself, so that no MAC is negotiated.</summary>
    public static bool IsAead(string cipher) => cipher is Aes256Gcm or Aes128Gcm;

    /// <summary>
    /// The cipher of one direction; <paramref name="derive"/> gives key material by letter offset: 'A' initial vector,
    /// 'C' encryption key, 'E' MAC key (client to server names; the caller shifts for the other direction).
    /// </summary>
    public static PacketCipher Create(string cipher, string mac, Func<char, int, byte[]> derive)
    {
        var keyLength = cipher is Aes256Gcm or "aes256-ctr" ? 32 : 16;
        if (IsAead(cipher))
        {
            return new GcmCipher(derive('C', keyLength), derive('A', 12));
        }

        var (hash, macLength) = mac == "hmac-sha2-512-etm@openssh.com"
            ? (HashAlgorithmName.SHA512, 64)
            : (HashAlgorithmName.SHA256, 32);
        var encryptThenMac = mac.EndsWith("-etm@openssh.com", StringComparison.Ordinal);
        return new CtrCipher(derive('C', keyLength), derive('A', 16), hash, derive('E', macLength), encryptThenMac);
    }
}
