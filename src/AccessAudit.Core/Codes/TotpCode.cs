// TOTP, RFC 6238, as every authenticator app speaks it: SHA-1, six digits, steps of 30 s from the Unix epoch.
using System.Security.Cryptography;
using System.Text;
using OtpNet;

namespace AccessAudit.Codes;

static class TotpCode
{
    internal const int SecretBytes = 20;
    internal const int StepSeconds = 30;
    const int Digits = 6;

    /// <summary>The six digits typed, spaces removed; null when they are not six digits.</summary>
    internal static string? Clean(string typed)
    {
        // Longer is no typing error and not worth looking at.
        if (typed.Length > 32)
        {
            return null;
        }

        var digits = typed.Replace(" ", "", StringComparison.Ordinal);
        return digits.Length == Digits && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    internal static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>
    /// The steps around now (one each side, for clocks and slow fingers) whose code this is: nearly always none or one.
    /// Every candidate is computed and compared in full, so that timing tells nothing.
    /// </summary>
    internal static IReadOnlyList<long> StepsOf(byte[] secret, string digits, DateTimeOffset now)
    {
        var typed = Encoding.ASCII.GetBytes(digits);
        var totp = new Totp(secret, StepSeconds, OtpHashMode.Sha1, Digits);
        var current = StepAt(now);
        var found = new List<long>(1);
        foreach (var step in (ReadOnlySpan<long>)[current, current - 1, current + 1])
        {
            var candidate = totp.ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(step * StepSeconds).UtcDateTime);
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(candidate), typed))
            {
                found.Add(step);
            }
        }

        return found;
    }

    /// <summary>Seconds until the app surely shows another code than that of <paramref name="spent"/>: 1 to 60.</summary>
    internal static long SecondsUntilNext(long spent, DateTimeOffset now)
    {
        var next = (Math.Max(StepAt(now), spent) + 1) * StepSeconds;
        return next - now.ToUnixTimeSeconds();
    }
}
