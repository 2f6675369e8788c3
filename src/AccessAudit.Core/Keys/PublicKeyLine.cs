// One line of authorized_keys (sshd(8)) without options, and the key blobs of RFC 4253 6.6, RFC 5656 3.1 and RFC 8709 4.
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using AccessAudit.Refusals;

namespace AccessAudit.Keys;

/// <summary>A public key as its owner pastes it: one type, one canonical blob, nothing else.</summary>
/// <param name="Type">For example <c>ssh-ed25519</c>.</param>
/// <param name="Line">Type and base64, without comment.</param>
/// <param name="Fingerprint">As OpenSSH prints it: <c>SHA256:</c> and unpadded base64.</param>
/// <param name="Comment">What stood after the key, or empty.</param>
sealed record PublicKeyLine(string Type, string Line, string Fingerprint, string Comment)
{
    const int LongestLine = 8192;
    const int FewestRsaBits = 2048;
    const int MostRsaBits = 16384;
    static readonly Refusal Malformed = new("key.malformed");

    internal static Answer<PublicKeyLine> Parse(string text)
    {
        var line = text.Trim();
        if (line.Length > LongestLine || line.Any(char.IsControl))
        {
            return Malformed;
        }

        var parts = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2)
        {
            return Malformed;
        }

        if (!IsSupported(parts[0]))
        {
            // Options before the type land here too: what they would allow or forbid is the grant's to say.
            return new Refusal("key.type_unsupported");
        }

        if (Blob(parts[1]) is not { } blob)
        {
            return Malformed;
        }

        if (Check(parts[0], blob) is { } refusal)
        {
            return refusal;
        }

        return new PublicKeyLine(
            parts[0], $"{parts[0]} {parts[1]}", FingerprintOf(blob), parts.Length > 2 ? parts[2].Trim() : "");
    }

    internal static string FingerprintOf(ReadOnlySpan<byte> blob) =>
        "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=');

    static bool IsSupported(string type) => type is "ssh-ed25519" or "ssh-rsa" || CurveOf(type) is not null;

    static (string Name, ECCurve Curve, int Bytes)? CurveOf(string type) => type switch
    {
        "ecdsa-sha2-nistp256" => ("nistp256", ECCurve.NamedCurves.nistP256, 32),
        "ecdsa-sha2-nistp384" => ("nistp384", ECCurve.NamedCurves.nistP384, 48),
        "ecdsa-sha2-nistp521" => ("nistp521", ECCurve.NamedCurves.nistP521, 66),
        _ => null,
    };

    static byte[]? Blob(string base64)
    {
        var blob = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, blob, out var length)
            && Convert.ToBase64String(blob, 0, length) == base64 ? blob[..length] : null;
    }

    static Refusal? Check(string type, ReadOnlySpan<byte> blob)
    {
        if (!TryField(ref blob, out var name) || !name.SequenceEqual(Encoding.ASCII.GetBytes(type)))
        {
            return Malformed;
        }

        return type switch
        {
            "ssh-ed25519" => TryField(ref blob, out var key) && key.Length == 32 && blob.IsEmpty ? null : Malformed,
            "ssh-rsa" => CheckRsa(blob),
            _ => CheckPoint(type, blob),
        };
    }

    static Refusal? CheckRsa(ReadOnlySpan<byte> blob)
    {
        if (!TryField(ref blob, out var exponent) || !TryField(ref blob, out var modulus) || !blob.IsEmpty
            || !IsPositive(exponent) || !IsPositive(modulus) || exponent.Length > 8 || (exponent[^1] & 1) == 0
            || (modulus[^1] & 1) == 0 || exponent is [1])
        {
            return Malformed;
        }

        var bits = new BigInteger(modulus, isUnsigned: true, isBigEndian: true).GetBitLength();
        return bits switch
        {
            < FewestRsaBits => new Refusal("key.too_short"),
            > MostRsaBits => Malformed,
            _ => null,
        };
    }

    static Refusal? CheckPoint(string type, ReadOnlySpan<byte> blob)
    {
        var (name, curve, size) = CurveOf(type)!.Value;
        if (!TryField(ref blob, out var named) || !named.SequenceEqual(Encoding.ASCII.GetBytes(name))
            || !TryField(ref blob, out var point) || !blob.IsEmpty
            || point.Length != 1 + (2 * size) || point[0] != 4)
        {
            return Malformed;
        }

        try
        {
            // The import refuses a point that is not on the curve.
            using var _ = ECDsa.Create(new ECParameters
            {
                Curve = curve,
                Q = new ECPoint { X = point[1..(1 + size)].ToArray(), Y = point[(1 + size)..].ToArray() },
            });
            return null;
        }
        catch (CryptographicException)
        {
            return Malformed;
        }
    }

    // An mpint (RFC 4251 5): no needless leading zero, not negative, not zero.
    static bool IsPositive(ReadOnlySpan<byte> number) =>
        number is not [] && (number[0] & 0x80) == 0 && number is not [0] && !(number is [0, < 0x80, ..]);

    static bool TryField(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> field)
    {
        field = default;
        if (rest.Length < 4)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - 4)
        {
            return false;
        }

        field = rest.Slice(4, (int)length);
        rest = rest[(4 + (int)length)..];
        return true;
    }
}
