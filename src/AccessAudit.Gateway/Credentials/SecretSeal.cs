using System.Security.Cryptography;
using AccessAudit.Codes;
using AccessAudit.Sealing.Secrets;
using AccessAudit.State;

namespace AccessAudit.Gateway.Credentials;

/// <summary>
/// Secrets under the organization's data key, which is drawn with its first secret, in the same transaction, and stored
/// wrapped. Data keys are unwrapped for each use and wiped after it; only the wrapping key stays in memory.
/// </summary>
public sealed class SecretSeal : ISecretSeal, IDisposable
{
    readonly SecretBytes _kek;

    /// <param name="keyFile">Read, or drawn when absent.</param>
    /// <exception cref="KeyFileException">The file cannot be trusted or read.</exception>
    public SecretSeal(string keyFile) => _kek = KeyFile.LoadOrCreate(keyFile);

    public async Task<byte[]> SealAsync(
        IWork work, string organization, string purpose, ReadOnlyMemory<byte> secret, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var row = await work.FindAsync<WrappedDataKey>(organization);
        if (row is null)
        {
            row = new WrappedDataKey { Organization = organization, Wrapped = DataKeys.Create(_kek, organization) };
            work.Add(row);
        }

        using var dataKey = DataKeys.Unwrap(_kek, row.Wrapped, organization);
        return SecretBox.Seal(dataKey, secret.Span, Context(organization, purpose));
    }

    public async Task<byte[]> OpenAsync(
        IRows rows, string organization, string purpose, ReadOnlyMemory<byte> sealedSecret, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var row = await rows.FindAsync<WrappedDataKey>(organization)
            ?? throw new CryptographicException($"There is no data key of '{organization}'.");
        try
        {
            using var dataKey = DataKeys.Unwrap(_kek, row.Wrapped, organization);
            using var secret = SecretBox.Open(dataKey, sealedSecret.Span, Context(organization, purpose));
            return secret.Span.ToArray();
        }
        catch (SealedSecretException cause)
        {
            throw new CryptographicException(cause.Message, cause);
        }
    }

    public void Dispose() => _kek.Dispose();

    static string Context(string organization, string purpose) => $"{organization}:{purpose}";
}
