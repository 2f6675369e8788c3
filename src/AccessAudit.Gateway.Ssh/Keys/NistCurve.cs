using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Keys;

/// <summary>The three curves of RFC 5656 section 10.1 with their sizes and hashes (section 6.2.1).</summary>
sealed record NistCurve(string Name, ECCurve Curve, int FieldBytes, HashAlgorithmName Hash)
{
    public static readonly NistCurve P256 = new("nistp256", ECCurve.NamedCurves.nistP256, 32, HashAlgorithmName.SHA256);
    public static readonly NistCurve P384 = new("nistp384", ECCurve.NamedCurves.nistP384, 48, HashAlgorithmName.SHA384);
    public static readonly NistCurve P521 = new("nistp521", ECCurve.NamedCurves.nistP521, 66, HashAlgorithmName.SHA512);

    public string KeyType => "ecdsa-sha2-" + Name;

    public static NistCurve? OfKeyType(string type) =>
        Array.Find([P256, P384, P521], curve => curve.KeyType == type);

    /// <summary>The curve of an ECDsa key by its size in bits.</summary>
    public static NistCurve? OfSize(int bits) => bits switch { 256 => P256, 384 => P384, 521 => P521, _ => null };

    public byte[] Encode(ECPoint q)
    {
        var point = new byte[1 + FieldBytes * 2];
        point[0] = 4;
        q.X!.CopyTo(point, 1 + FieldBytes - q.X.Length);
        q.Y!.CopyTo(point, 1 + FieldBytes * 2 - q.Y.Length);
        return point;
    }

    /// <summary>An uncompressed point; whether it is on the curve is checked by who imports it.</summary>
    public ECPoint Decode(ReadOnlySpan<byte> point) =>
        point.Length == 1 + FieldBytes * 2 && point[0] == 4
            ? new() { X = point.Slice(1, FieldBytes).ToArray(), Y = point[(1 + FieldBytes)..].ToArray() }
            : throw new SshProtocolException("a curve point is not in uncompressed form");
}
