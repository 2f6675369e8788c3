using AccessAudit.State;

namespace AccessAudit.Codes;

/// <summary>
/// Seals small secrets under an organization's data key; the key that wraps it lies in a file outside the database. Works
/// within the caller's transaction, so that a first secret and the data key it needs commit together.
/// </summary>
public interface ISecretSeal
{
    /// <param name="purpose">Associated data, for example <c>totp:{person}</c>: a sealed secret opens for nothing else.</param>
    Task<byte[]> SealAsync(
        IWork work, string organization, string purpose, ReadOnlyMemory<byte> secret, CancellationToken ct);

    /// <exception cref="System.Security.Cryptography.CryptographicException">Altered, or sealed for another purpose.</exception>
    Task<byte[]> OpenAsync(
        IRows rows, string organization, string purpose, ReadOnlyMemory<byte> sealedSecret, CancellationToken ct);
}

/// <summary>An organization's data key, wrapped.</summary>
public sealed record WrappedDataKey : IRow
{
    public required string Organization { get; init; }
    public required byte[] Wrapped { get; init; }
}

/// <summary>The key with which the gateway signs in at a target, sealed; no reader outside the gateway.</summary>
public sealed record TargetCredential : IVersionedRow
{
    public required string Client { get; init; }
    public required string Target { get; init; }
    public required string Account { get; init; }
    public required byte[] SealedKey { get; init; }
    public required DateTimeOffset SetAt { get; init; }
    public int Version { get; init; }
}
