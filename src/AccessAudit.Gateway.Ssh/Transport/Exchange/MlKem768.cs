// ML-KEM-768, FIPS 203. The platform's own when it has one (OpenSSL 3.5 and later), BouncyCastle's otherwise.
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace AccessAudit.Gateway.Ssh.Transport.Exchange;

static class MlKem768
{
    public const int KeySize = 1184;
    public const int CiphertextSize = 1088;
    public const int SecretSize = 32;

    const int Modulus = 3329;
    const int EncodedVector = 1152;

    /// <summary>A key that opens what was encapsulated to it.</summary>
    public abstract class DecapsulationKey : IDisposable
    {
        public abstract byte[] EncapsulationKey { get; }

        public abstract byte[] Decapsulate(ReadOnlySpan<byte> ciphertext);

        public abstract void Dispose();
    }

    public static DecapsulationKey Generate() => MLKem.IsSupported ? new PlatformKey() : new ManagedKey();

    /// <summary>The modulus check of FIPS 203 section 7.2: every 12-bit coefficient is below q.</summary>
    public static bool IsValidKey(ReadOnlySpan<byte> key)
    {
        for (var i = 0; i < EncodedVector; i += 3)
        {
            var first = key[i] | ((key[i + 1] & 0x0f) << 8);
            var second = (key[i + 1] >> 4) | (key[i + 2] << 4);
            if (first >= Modulus || second >= Modulus)
            {
                return false;
            }
        }

        return true;
    }

    public static (byte[] Ciphertext, byte[] Secret) Encapsulate(ReadOnlySpan<byte> key)
    {
        if (MLKem.IsSupported)
        {
            using var platform = MLKem.ImportEncapsulationKey(MLKemAlgorithm.MLKem768, key);
            platform.Encapsulate(out var sealedSecret, out var shared);
            return (sealedSecret, shared);
        }

        var encapsulator = new MLKemEncapsulator(MLKemParameters.ml_kem_768);
        encapsulator.Init(MLKemPublicKeyParameters.FromEncoding(MLKemParameters.ml_kem_768, key.ToArray()));
        var ciphertext = new byte[CiphertextSize];
        var secret = new byte[SecretSize];
        encapsulator.Encapsulate(ciphertext, 0, ciphertext.Length, secret, 0, secret.Length);
        return (ciphertext, secret);
    }

    sealed class PlatformKey : DecapsulationKey
    {
        readonly MLKem _key = MLKem.GenerateKey(MLKemAlgorithm.MLKem768);

        public override byte[] EncapsulationKey => _key.ExportEncapsulationKey();

        public override byte[] Decapsulate(ReadOnlySpan<byte> ciphertext) => _key.Decapsulate(ciphertext.ToArray());

        public override void Dispose() => _key.Dispose();
    }

    sealed class ManagedKey : DecapsulationKey
    {
        readonly MLKemPrivateKeyParameters _key;

        public ManagedKey()
        {
            var generator = new MLKemKeyPairGenerator();
            generator.Init(new MLKemKeyGenerationParameters(new SecureRandom(), MLKemParameters.ml_kem_768));
            _key = (MLKemPrivateKeyParameters)generator.GenerateKeyPair().Private;
        }

        public override byte[] EncapsulationKey => _key.GetPublicKeyEncoded();

        public override byte[] Decapsulate(ReadOnlySpan<byte> ciphertext)
        {
            var decapsulator = new MLKemDecapsulator(MLKemParameters.ml_kem_768);
            decapsulator.Init(_key);
            var secret = new byte[SecretSize];
            decapsulator.Decapsulate(ciphertext.ToArray(), 0, CiphertextSize, secret, 0, SecretSize);
            return secret;
        }

        public override void Dispose()
        {
            // BouncyCastle keeps the key in managed arrays and offers no way to zero them.
        }
    }
}
