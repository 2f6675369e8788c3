// Base32 as RFC 4648 section 6 writes it: letters and 2-7, nothing that looks like something else.
using System.Security.Cryptography;
using System.Text;
using AccessAudit.People;
using AccessAudit.State;
using OtpNet;

namespace AccessAudit.Codes;

/// <summary>
/// Eight codes of 80 bits for the day the phone is lost. Only their salted hashes are kept, sealed; the codes
/// themselves are shown once.
/// </summary>
static class RecoveryCodes
{
    internal const int Count = 8;
    const int Bytes = 10;
    const int Letters = 16;
    const int Group = 4;

    /// <summary>Draws new ones; those of before are good for nothing any more.</summary>
    internal static async Task<IReadOnlyList<string>> IssueAsync(
        IWork work, ISecretSeal seal, Person who, DateTimeOffset now, CancellationToken ct)
    {
        await ForgetAsync(work, who);
        var codes = new List<string>(Count);
        for (var number = 1; number <= Count; number++)
        {
            var code = Base32Encoding.ToString(RandomNumberGenerator.GetBytes(Bytes));
            var salt = RandomNumberGenerator.GetBytes(16);
            work.Add(new RecoveryCode
            {
                Organization = who.Organization,
                Person = who.Id,
                Number = number,
                Salt = salt,
                SealedHash = await seal.SealAsync(work, who.Organization, Purpose(who), Hash(salt, code), ct),
                IssuedAt = now,
            });
            codes.Add(string.Join('-', code.Chunk(Group).Select(letters => new string(letters))));
        }

        return codes;
    }

    internal static async Task ForgetAsync(IWork work, Person who)
    {
        foreach (var code in await OfAsync(work, who))
        {
            work.Remove(code);
        }
    }

    /// <summary>
    /// The unspent code that was typed, or null. Every one is opened and compared: timing tells nothing.
    /// </summary>
    internal static async Task<RecoveryCode?> FindAsync(
        IRows rows, ISecretSeal seal, Person who, string typed, CancellationToken ct)
    {
        if (Clean(typed) is not { } letters)
        {
            return null;
        }

        RecoveryCode? found = null;
        foreach (var code in (await OfAsync(rows, who)).Where(row => row.SpentAt is null))
        {
            var kept = await seal.OpenAsync(rows, who.Organization, Purpose(who), code.SealedHash, ct);
            if (CryptographicOperations.FixedTimeEquals(kept, Hash(code.Salt, letters)))
            {
                found = code;
            }
        }

        return found;
    }

    internal static async Task<int> LeftAsync(IRows rows, Person who) =>
        (await OfAsync(rows, who)).Count(row => row.SpentAt is null);

    // However it was written down: small letters, other groups, no dashes.
    static string? Clean(string typed)
    {
        if (typed.Length > 64)
        {
            return null;
        }

        var letters = new string([.. typed.Where(c => c is not ('-' or ' ')).Select(char.ToUpperInvariant)]);
        return letters.Length == Letters && letters.All(c => c is (>= 'A' and <= 'Z') or (>= '2' and <= '7'))
            ? letters
            : null;
    }

    static byte[] Hash(byte[] salt, string letters) => SHA256.HashData([.. salt, .. Encoding.ASCII.GetBytes(letters)]);

    static Task<IReadOnlyList<RecoveryCode>> OfAsync(IRows rows, Person who) =>
        rows.ListAsync<RecoveryCode>(row => row.Organization == who.Organization && row.Person == who.Id);

    static string Purpose(Person who) => $"recovery:{who.Id}";
}
