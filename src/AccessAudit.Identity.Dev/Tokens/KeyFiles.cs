using System.Security.Cryptography;
using AccessAudit.Identity.Dev.Starting;
using Microsoft.IdentityModel.Tokens;

namespace AccessAudit.Identity.Dev.Tokens;

/// <summary>
/// The keys behind the tokens, kept in the data folder (0600), so that a restart voids nothing: an ECDSA P-256 signing
/// key in PEM (ES256) and a 256-bit key for the refresh tokens, which only this process reads.
/// </summary>
static class KeyFiles
{
    internal static ECDsaSecurityKey Signing(string folder)
    {
        var path = Path.Combine(folder, "signing-key.pem");
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (!File.Exists(path))
        {
            PrivateFolder.Write(path, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        }

        key.ImportFromPem(File.ReadAllText(path));
        var id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
        return new(key) { KeyId = id };
    }

    internal static SymmetricSecurityKey Encryption(string folder)
    {
        var path = Path.Combine(folder, "refresh-key.bin");
        if (!File.Exists(path))
        {
            PrivateFolder.Write(path, RandomNumberGenerator.GetBytes(32));
        }

        return new(File.ReadAllBytes(path));
    }
}
