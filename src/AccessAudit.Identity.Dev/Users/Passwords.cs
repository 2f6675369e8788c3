using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AccessAudit.Identity.Dev.Users;

/// <summary>
/// Passwords as the users file has them: plain text for the demo, or <c>pbkdf2-sha256$iterations$salt$hash</c> with
/// salt
/// and hash in base64. Both are compared in constant time.
/// </summary>
static class Passwords
{
    const string Prefix = "pbkdf2-sha256$";

    internal static bool Matches(string stored, string typed)
    {
        if (!stored.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(Encoding.UTF8.GetBytes(stored)), SHA256.HashData(Encoding.UTF8.GetBytes(typed)));
        }

        var parts = stored.Split('$');
        var expected = Convert.FromBase64String(parts[3]);
        var iterations = int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture);
        var actual = Rfc2898DeriveBytes.Pbkdf2(
            typed, Convert.FromBase64String(parts[2]), iterations, HashAlgorithmName.SHA256, expected.Length);
        return CryptographicOperations.FixedTimeEquals(expected, actual);
    }
}
