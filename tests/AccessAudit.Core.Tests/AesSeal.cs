using System.Security.Cryptography;
using System.Text;
using AccessAudit.Codes;
using AccessAudit.State;

namespace AccessAudit.Core.Tests;

/// <summary>
/// Core's port for sealed secrets, over one key in memory: organization and purpose are associated data.
/// </summary>
sealed class AesSeal : ISecretSeal
{
    readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public Task<byte[]> SealAsync(
        IWork work, string organization, string purpose, ReadOnlyMemory<byte> secret, CancellationToken ct)
    {
        using var aes = new AesGcm(_key, 16);
        var box = new byte[12 + 16 + secret.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, 12));
        aes.Encrypt(box.AsSpan(0, 12), secret.Span, box.AsSpan(28), box.AsSpan(12, 16), Bound(organization, purpose));
        return Task.FromResult(box);
    }

    public Task<byte[]> OpenAsync(
        IRows rows, string organization, string purpose, ReadOnlyMemory<byte> sealedSecret, CancellationToken ct)
    {
        using var aes = new AesGcm(_key, 16);
        var box = sealedSecret.Span;
        var secret = new byte[box.Length - 28];
        aes.Decrypt(box[..12], box[28..], box[12..28], secret, Bound(organization, purpose));
        return Task.FromResult(secret);
    }

    static byte[] Bound(string organization, string purpose) => Encoding.UTF8.GetBytes($"{organization}/{purpose}");
}
