using NSec.Cryptography;

namespace AccessAudit.Sealing.Age;

/// <summary>
/// The public half of an age X25519 key, written <c>age1...</c>: whoever holds the identity can open what is sealed to it.
/// </summary>
public sealed class AgeRecipient : IEquatable<AgeRecipient>
{
    const string Prefix = "age";
    readonly byte[] _bytes;

    internal AgeRecipient(PublicKey key)
    {
        Key = key;
        _bytes = key.Export(KeyBlobFormat.RawPublicKey);
    }

    internal PublicKey Key { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Reads <c>age1...</c> (Bech32 of 32 bytes).</summary>
    /// <exception cref="FormatException">The text is no X25519 recipient; the message says why.</exception>
    public static AgeRecipient Parse(string text) =>
        TryParse(text) ?? throw new FormatException("Not an age X25519 recipient: expected age1 and 58 Bech32 characters.");

    /// <summary>Reads <c>age1...</c>, or null when the text is no X25519 recipient.</summary>
    public static AgeRecipient? TryParse(string text) =>
        text.StartsWith(Prefix + "1", StringComparison.Ordinal)
        && Bech32.Decode(Prefix, text) is { Length: 32 } bytes
        && PublicKey.TryImport(KeyAgreementAlgorithm.X25519, bytes, KeyBlobFormat.RawPublicKey, out var key)
            ? new AgeRecipient(key!)
            : null;

    /// <summary>The text form, <c>age1...</c>.</summary>
    public override string ToString() => Bech32.Encode(Prefix, _bytes);

    public bool Equals(AgeRecipient? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    public override bool Equals(object? obj) => Equals(obj as AgeRecipient);

    public override int GetHashCode() => BitConverter.ToInt32(_bytes);
}
