// mlkem768x25519-sha256 (draft-ietf-sshm-mlkem-hybrid-kex): ML-KEM-768 of FIPS 203 beside X25519.
//   client value = encapsulation key (1184) || X25519 (32), answer = ciphertext (1088) || X25519 (32)
//   K = SHA-256(ML-KEM secret || X25519 secret), encoded as a string and not as an mpint.
using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Transport.Exchange;

sealed class MlKemX25519Agreement : KeyAgreement
{
    readonly X25519Half _half = new();
    MlKem768.DecapsulationKey? _key;

    public override byte[] Start()
    {
        _key = MlKem768.Generate();
        return [.. _key.EncapsulationKey, .. _half.Public];
    }

    public override (byte[] Answer, byte[] Secret) Respond(ReadOnlySpan<byte> clientValue)
    {
        Demand(clientValue.Length == MlKem768.KeySize + X25519Half.Size);
        var key = clientValue[..MlKem768.KeySize];
        Demand(MlKem768.IsValidKey(key));
        var classic = _half.Agree(clientValue[MlKem768.KeySize..]);
        var (ciphertext, quantum) = MlKem768.Encapsulate(key);
        return ([.. ciphertext, .. _half.Public], Combine(quantum, classic));
    }

    public override byte[] Finish(ReadOnlySpan<byte> answer)
    {
        Demand(answer.Length == MlKem768.CiphertextSize + X25519Half.Size);
        var classic = _half.Agree(answer[MlKem768.CiphertextSize..]);
        return Combine(_key!.Decapsulate(answer[..MlKem768.CiphertextSize]), classic);
    }

    public override void Dispose()
    {
        _half.Dispose();
        _key?.Dispose();
    }

    static byte[] Combine(byte[] quantum, byte[] classic)
    {
        byte[] both = [.. quantum, .. classic];
        var encoded = new SshWriter(64).String(SHA256.HashData(both)).ToArray();
        CryptographicOperations.ZeroMemory(quantum);
        CryptographicOperations.ZeroMemory(classic);
        CryptographicOperations.ZeroMemory(both);
        return encoded;
    }

    static void Demand(bool sound)
    {
        if (!sound)
        {
            throw new SshProtocolException(
                DisconnectReason.KeyExchangeFailed, "the ML-KEM value of the peer is not acceptable");
        }
    }
}
