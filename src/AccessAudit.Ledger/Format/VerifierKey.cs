// C2SP signed-note (commit 5ba5ee8): vkey = name + hex key ID + base64(0x01 ‖ Ed25519 key), joined by '+'. The base64
// may hold a '+' too, so only the first two separate. Key ID = first 4 bytes of SHA-256(name LF 0x01 key).
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using NSec.Cryptography;

namespace AccessAudit.Ledger.Format;

/// <summary>The public half of a log's Ed25519 key, with the log's name: all a verifier has to trust.</summary>
public sealed record VerifierKey
{
    internal const byte Ed25519Type = 0x01;

    // RFC 8410 section 4: SubjectPublicKeyInfo of an Ed25519 key is this prefix and the 32 bytes
    static readonly byte[] SpkiPrefix = Convert.FromHexString("302a300506032b6570032100");

    readonly byte[] _key;

    /// <summary>Names a raw key.</summary>
    /// <param name="name">The log's origin: no space, no '+', no control character.</param>
    /// <param name="publicKey">32 bytes (RFC 8032 section 5.1.5).</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public VerifierKey(string name, ReadOnlySpan<byte> publicKey)
    {
        if (!IsName(name))
            throw new ArgumentException($"\"{name}\" cannot name a log.", nameof(name));
        if (publicKey.Length != 32)
            throw new ArgumentException($"An Ed25519 key has 32 bytes, not {publicKey.Length}.", nameof(publicKey));
        Name = name;
        _key = publicKey.ToArray();
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(
            Hash.Of([.. Encoding.UTF8.GetBytes(name), (byte)'\n', Ed25519Type, .. _key]).AsSpan());
    }

    /// <summary>The log's origin.</summary>
    public string Name { get; }

    /// <summary>A hint that finds the right signature line; not a proof of anything.</summary>
    public uint KeyId { get; }

    /// <summary>A copy of the 32 bytes.</summary>
    public byte[] PublicKey() => [.. _key];

    /// <summary>Reads a vkey.</summary>
    /// <exception cref="FormatException">Anything but the one spelling that <see cref="ToString"/> writes.</exception>
    public static VerifierKey Parse(string vkey) =>
        TryParse(vkey, out var key, out var why) ? key : throw new FormatException(why);

    /// <summary>Reads a vkey, or says why not.</summary>
    public static bool TryParse(string vkey, [NotNullWhen(true)] out VerifierKey? key, out string why)
    {
        ArgumentNullException.ThrowIfNull(vkey);
        key = null;
        why = "";
        if (vkey.Split('+', 3) is not [var name, var id, var encoded] || !IsName(name))
            why = "a vkey is name+keyid+base64";
        else if (!StrictBase64.TryDecode(Encoding.UTF8.GetBytes(encoded), out var typed) || typed.Length != 33)
            why = "the key is not the base64 of 33 bytes";
        else if (typed[0] != Ed25519Type)
            why = $"key type 0x{typed[0]:x2} is not Ed25519";
        else if (new VerifierKey(name, typed.AsSpan(1)) is var found && found.HexKeyId != id)
            why = $"the key ID is {found.HexKeyId}, not {id}";
        else
            key = found;
        return key is not null;
    }

    /// <summary>The PEM that <c>openssl pkeyutl -verify -rawin -pubin</c> takes (RFC 8410).</summary>
    public string PublicKeyPem() =>
        $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String([.. SpkiPrefix, .. _key])}\n-----END PUBLIC KEY-----\n";

    /// <summary>Same name and same key.</summary>
    public bool Equals(VerifierKey? other) =>
        other is not null && Name == other.Name && _key.AsSpan().SequenceEqual(other._key);

    /// <inheritdoc/>
    public override int GetHashCode() => KeyId.GetHashCode();

    /// <summary>The vkey: <c>name+keyid+base64(0x01 ‖ key)</c>.</summary>
    public override string ToString() => $"{Name}+{HexKeyId}+{Convert.ToBase64String([Ed25519Type, .. _key])}";

    internal string HexKeyId => KeyId.ToString("x8", CultureInfo.InvariantCulture);

    internal bool Accepts(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        NSec.Cryptography.PublicKey.TryImport(
            SignatureAlgorithm.Ed25519, _key, KeyBlobFormat.RawPublicKey, out var key)
        && SignatureAlgorithm.Ed25519.Verify(key!, message, signature);

    internal static bool IsName([NotNullWhen(true)] string? name) =>
        !string.IsNullOrEmpty(name)
        && !name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c));
}
