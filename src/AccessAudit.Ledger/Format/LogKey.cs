using System.Buffers.Binary;
using System.Text;
using NSec.Cryptography;

namespace AccessAudit.Ledger.Format;

/// <summary>
/// The private half of a log's key (Ed25519, RFC 8032). Whoever holds it can sign any head: it does not check that a
/// head grows from the last one, its owner must.
/// </summary>
public sealed class LogKey : IDisposable
{
    readonly Key _key;

    LogKey(string origin, Key key)
    {
        _key = key;
        VerifierKey = new VerifierKey(origin, key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    /// <summary>The public half.</summary>
    public VerifierKey VerifierKey { get; }

    /// <summary>Draws a new key.</summary>
    /// <param name="origin">The log's origin; it becomes the key's name.</param>
    public static LogKey Create(string origin) => new(origin, Key.Create(SignatureAlgorithm.Ed25519, Exportable()));

    /// <summary>Takes back what <see cref="ExportSeed"/> gave.</summary>
    /// <exception cref="FormatException">Not 32 bytes.</exception>
    public static LogKey Load(string origin, ReadOnlySpan<byte> seed32) =>
        new(origin, Key.Import(SignatureAlgorithm.Ed25519, seed32, KeyBlobFormat.RawPrivateKey, Exportable()));

    /// <summary>The 32 secret bytes; the caller keeps them out of logs and wipes the array.</summary>
    public byte[] ExportSeed() => _key.Export(KeyBlobFormat.RawPrivateKey);

    /// <summary>Signs a head: the bytes of the file <c>checkpoint</c>. Same head, same bytes.</summary>
    /// <exception cref="ArgumentException">The head of another log.</exception>
    public byte[] Sign(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (checkpoint.Origin != VerifierKey.Name)
            throw new ArgumentException($"The key of {VerifierKey.Name} does not sign for {checkpoint.Origin}.");
        var body = checkpoint.WriteBody();
        var signature = new byte[sizeof(uint) + SignatureAlgorithm.Ed25519.SignatureSize];
        BinaryPrimitives.WriteUInt32BigEndian(signature, VerifierKey.KeyId);
        SignatureAlgorithm.Ed25519.Sign(_key, body, signature.AsSpan(sizeof(uint)));
        var line = $"\n\u2014 {VerifierKey.Name} {Convert.ToBase64String(signature)}\n";
        return [.. body, .. Encoding.UTF8.GetBytes(line)];
    }

    /// <summary>Wipes the key from memory.</summary>
    public void Dispose() => _key.Dispose();

    static KeyCreationParameters Exportable() => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
}
