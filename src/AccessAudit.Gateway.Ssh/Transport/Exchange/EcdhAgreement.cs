// ecdh-sha2-nistp256 and -nistp384, RFC 5656 section 4.
using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Transport.Exchange;

sealed class EcdhAgreement(NistCurve curve) : KeyAgreement
{
    readonly ECDiffieHellman _key = ECDiffieHellman.Create(curve.Curve);

    public override ExchangeHash Hash => curve == NistCurve.P384 ? ExchangeHash.Sha384 : ExchangeHash.Sha256;

    public override byte[] Start() => curve.Encode(_key.ExportParameters(includePrivateParameters: false).Q);

    public override (byte[] Answer, byte[] Secret) Respond(ReadOnlySpan<byte> clientValue) =>
        (Start(), Finish(clientValue));

    public override byte[] Finish(ReadOnlySpan<byte> answer)
    {
        try
        {
            // The import refuses what is not on the curve.
            using var theirs = ECDiffieHellman.Create(new ECParameters { Curve = curve.Curve, Q = curve.Decode(answer) });
            var secret = _key.DeriveRawSecretAgreement(theirs.PublicKey);
            var encoded = new SshWriter(96).Natural(secret).ToArray();
            CryptographicOperations.ZeroMemory(secret);
            return encoded;
        }
        catch (CryptographicException e)
        {
            throw new SshProtocolException(DisconnectReason.KeyExchangeFailed, "the point of the peer is not on the curve", e);
        }
    }

    public override void Dispose() => _key.Dispose();
}
