namespace AccessAudit.Gateway.Ssh.Transport.Exchange;

/// <summary>
/// One run of an ephemeral key agreement (RFC 5656 section 4, RFC 8731, draft-ietf-sshm-mlkem-hybrid-kex): the client
/// sends a public value, the server answers with one, both hold the secret. Values are public bytes as on the wire;
/// the secret is encoded as it enters the exchange hash (mpint or string).
/// </summary>
abstract class KeyAgreement : IDisposable
{
    public const string MlKem768X25519 = "mlkem768x25519-sha256";
    public const string Curve25519 = "curve25519-sha256";
    public const string Curve25519LibSsh = "curve25519-sha256@libssh.org";
    public const string EcdhNistp256 = "ecdh-sha2-nistp256";
    public const string EcdhNistp384 = "ecdh-sha2-nistp384";

    public static IReadOnlyList<string> Ingress { get; } = [MlKem768X25519, Curve25519, Curve25519LibSsh];

    public static IReadOnlyList<string> Egress { get; } =
        [MlKem768X25519, Curve25519, Curve25519LibSsh, EcdhNistp256, EcdhNistp384];

    /// <summary>The hash of the exchange and of the key derivation.</summary>
    public virtual ExchangeHash Hash => ExchangeHash.Sha256;

    public static KeyAgreement Create(string name) => name switch
    {
        MlKem768X25519 => new MlKemX25519Agreement(),
        Curve25519 or Curve25519LibSsh => new X25519Agreement(),
        EcdhNistp256 => new EcdhAgreement(Keys.NistCurve.P256),
        EcdhNistp384 => new EcdhAgreement(Keys.NistCurve.P384),
        _ => throw new ArgumentException("not a key exchange we speak"),
    };

    /// <summary>Client: the public value to send.</summary>
    public abstract byte[] Start();

    /// <summary>Server: the answer to a client's value, and the encoded secret.</summary>
    public abstract (byte[] Answer, byte[] Secret) Respond(ReadOnlySpan<byte> clientValue);

    /// <summary>Client: the encoded secret from the server's answer.</summary>
    public abstract byte[] Finish(ReadOnlySpan<byte> answer);

    public abstract void Dispose();
}
