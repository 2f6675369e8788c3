using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Keys;

/// <summary>ecdsa-sha2-nistp256, -nistp384 and -nistp521, RFC 5656; uncompressed points only.</summary>
sealed class EcdsaPublicKey : PublicKey
{
    readonly ECParameters _parameters;
    readonly NistCurve _curve;

    EcdsaPublicKey(NistCurve curve, ECParameters parameters, ReadOnlySpan<byte> blob)
        : base(curve.KeyType, blob)
    {
        _curve = curve;
        _parameters = parameters;
        Algorithms = [curve.KeyType];
    }

    public override IReadOnlyList<string> Algorithms { get; }

    public static EcdsaPublicKey From(NistCurve curve, ECDsa ecdsa)
    {
        var p = ecdsa.ExportParameters(includePrivateParameters: false);
        var blob = new SshWriter().Text(curve.KeyType).Text(curve.Name).String(curve.Encode(p.Q));
        return new(curve, p, blob.Span);
    }

    public static EcdsaPublicKey Read(NistCurve curve, ref SshReader reader, ReadOnlySpan<byte> blob)
    {
        if (reader.Name() != curve.Name)
        {
            throw new SshProtocolException("the curve of a key is not the one its type names");
        }

        var parameters = new ECParameters { Curve = curve.Curve, Q = curve.Decode(reader.String()) };
        // The import checks that the point is on the curve.
        using var check = ECDsa.Create(parameters);
        return new(curve, parameters, blob);
    }

    protected override bool VerifyValue(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> value)
    {
        var reader = new SshReader(value);
        var r = reader.Natural();
        var s = reader.Natural();
        reader.Finish();
        var size = _curve.FieldBytes;
        if (r.IsEmpty || s.IsEmpty || r.Length > size || s.Length > size)
        {
            return false;
        }

        Span<byte> fixedForm = stackalloc byte[size * 2];
        fixedForm.Clear();
        r.CopyTo(fixedForm[(size - r.Length)..]);
        s.CopyTo(fixedForm[(size * 2 - s.Length)..]);
        using var ecdsa = ECDsa.Create(_parameters);
        return ecdsa.VerifyData(data, fixedForm, _curve.Hash);
    }
}
