// RFC 9901 (SD-JWT) sections 4.2.1 and 4.2.3: base64url(JSON [salt, name, value]); the digest is over the encoded
// string, so no one ever has to agree on the JSON inside. The salt is drawn, never derived: a derivable salt with a
// guessable value would be no erasure.
using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace AccessAudit.Ledger.Format;

/// <summary>
/// Erasable content of an entry. The log holds only <see cref="Digest"/>; who has <see cref="Encoded"/> can show that
/// it belongs there, and once it is destroyed the digest tells nothing.
/// </summary>
public sealed record Disclosure
{
    /// <summary>Salt bytes: 128 random bits.</summary>
    public const int SaltBytes = 16;

    Disclosure(string salt, string name, IReadOnlyDictionary<string, object> value, string encoded) =>
        (Salt, Name, Value, Encoded, Digest) = (salt, name, value, encoded, DigestOf(encoded));

    /// <summary>22 base64url characters.</summary>
    public string Salt { get; }

    /// <summary>Its class, for example <c>content</c>: retention goes by it.</summary>
    public string Name { get; }

    /// <summary>Strings and longs within ±(2^53−1).</summary>
    public IReadOnlyDictionary<string, object> Value { get; }

    /// <summary>The string to keep, seal, hand over and erase.</summary>
    public string Encoded { get; }

    /// <summary>What the entry's <c>sd</c> holds: 43 base64url characters.</summary>
    public string Digest { get; }

    /// <summary>Draws a salt and writes a disclosure.</summary>
    /// <exception cref="ArgumentException">A name or value that the format refuses.</exception>
    public static Disclosure Create(string name, IReadOnlyDictionary<string, object> value)
    {
        Span<byte> salt = stackalloc byte[SaltBytes];
        RandomNumberGenerator.Fill(salt);
        return Create(name, value, salt);
    }

    /// <summary>base64url(SHA-256(ASCII of the encoded string)), for any RFC 9901 disclosure.</summary>
    public static string DigestOf(string encoded) => Hash.Of(Encoding.ASCII.GetBytes(encoded)).ToBase64Url();

    /// <summary>Reads what <see cref="Create(string, IReadOnlyDictionary{string, object})"/> wrote, or says why not.</summary>
    public static bool TryParse(string encoded, [NotNullWhen(true)] out Disclosure? disclosure, out string why)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        disclosure = null;
        why = "";
        if (!StrictBase64.TryDecodeUrl(encoded, out var json))
            why = "not base64url without padding";
        else if (!TryRead(json, out var salt, out var name, out var value))
            why = "not the JSON array of salt, name and an object of strings and integers";
        else if (!StrictBase64.TryDecodeUrl(salt, out var drawn) || drawn.Length != SaltBytes)
            why = $"the salt is not {SaltBytes} bytes of base64url";
        else if (!CanonicalJson.IsKey(name))
            why = "the name is not 1 to 64 of A-Z a-z 0-9 _ . -";
        else
            disclosure = new Disclosure(salt, name, value, encoded);
        return disclosure is not null;
    }

    internal static Disclosure Create(string name, IReadOnlyDictionary<string, object> value, ReadOnlySpan<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        if (!CanonicalJson.IsKey(name))
            throw new ArgumentException($"\"{name}\" is not a name: 1 to 64 of A-Z a-z 0-9 _ . -", nameof(name));
        var spelled = Base64Url.EncodeToString(salt);
        var json = new ArrayBufferWriter<byte>();
        json.Write("["u8);
        CanonicalJson.String(json, spelled);
        json.Write(","u8);
        CanonicalJson.String(json, name);
        json.Write(","u8);
        CanonicalJson.Map(json, value);
        json.Write("]"u8);
        return new Disclosure(spelled, name, value, Base64Url.EncodeToString(json.WrittenSpan));
    }

    static bool TryRead(
        ReadOnlySpan<byte> bytes, out string salt, out string name, out Dictionary<string, object> value)
    {
        var json = new CanonicalReader(bytes);
        (salt, name, value) = ("", "", []);
        return json.Take("["u8) && json.String(out salt)
            && json.Take(","u8) && json.String(out name)
            && json.Take(","u8) && json.Map(out value)
            && json.Take("]"u8) && json.AtEnd;
    }
}
