using System.Security.Cryptography;

namespace AccessAudit.Web.Setup;

/// <summary>A host key as people compare it: <c>ssh-ed25519 SHA256:...</c>, as <c>ssh-keygen -l</c> writes it.</summary>
static class Fingerprints
{
    internal static string Of(string hostKey)
    {
        var parts = hostKey.Split(' ');
        var blob = new byte[hostKey.Length];
        return parts.Length >= 2 && Convert.TryFromBase64String(parts[1], blob, out var length)
            ? $"{parts[0]} SHA256:{Convert.ToBase64String(SHA256.HashData(blob.AsSpan(0, length))).TrimEnd('=')}"
            : hostKey;
    }
}
