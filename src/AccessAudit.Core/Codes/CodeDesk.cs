using System.Globalization;
using System.Security.Cryptography;
using AccessAudit.Measuring;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Codes;

/// <summary>
/// One-time codes: checked, spent and journalled in the caller's transaction, so that what a code allows and the proof that
/// it was given commit together. A refusal commits too: it carries the failure it counted.
/// </summary>
/// <remarks>
/// A TOTP secret is known to the gateway, so a code proves nothing against a dishonest gateway. It proves to everyone
/// else that the person was there, once.
/// </remarks>
public sealed partial class CodeDesk(ISecretSeal seal)
{
    // Longer than any clock is set back: a spent step is remembered, whatever the clock does within a day.
    static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    /// <summary>
    /// How long the caller should wait, outside the transaction and before <see cref="CheckAsync(IWork, Person, string,
    /// string, string, string, Origin, DateTimeOffset, CancellationToken)"/>: it grows with the source's failures.
    /// </summary>
    public static async Task<TimeSpan> DelayAsync(IRows rows, Origin from, DateTimeOffset now)
    {
        var recent = await SourceWatch.RecentAsync(rows, from.Address, now);
        return SourceWatch.DelayAfter(recent.Count);
    }

    /// <summary>Checks and spends a code for one client's matter; null = accepted.</summary>
    /// <param name="purpose">A word of <see cref="CodePurpose"/>.</param>
    /// <param name="subject">The hash or id of exactly what the code is given for.</param>
    /// <param name="client">The client whose log hears of it.</param>
    public Task<Refusal?> CheckAsync(
        IWork work, Person who, string code, string purpose, string subject, string client, Origin from,
        DateTimeOffset now, CancellationToken ct) =>
        CheckAsync(work, who, code, new CodeUse(purpose, subject, [client]), from, now, ct);

    /// <summary>As above, told to several clients: when none is known yet, or all are concerned.</summary>
    public Task<Refusal?> CheckAsync(
        IWork work, Person who, string code, string purpose, string subject, IReadOnlyList<string> clients, Origin from,
        DateTimeOffset now, CancellationToken ct) =>
        CheckAsync(work, who, code, new CodeUse(purpose, subject, clients), from, now, ct);

    async Task<Refusal?> CheckAsync(
        IWork work, Person who, string code, CodeUse use, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        if (await ClosedAsync(work, who, from, now) is { } closed)
        {
            return Fail(work, who, use, closed, from, now);
        }

        var authenticator = (await AuthenticatorsAsync(work, who)).FirstOrDefault(row => row.Counts);
        return authenticator is null
            ? Fail(work, who, use, new Refusal("code.not_enrolled"), from, now)
            : await SpendAsync(work, who, authenticator, code, use, from, now, ct);
    }

    internal static async Task<Refusal?> ClosedAsync(IWork work, Person who, Origin from, DateTimeOffset now) =>
        SourceWatch.Of(await SourceWatch.RecentAsync(work, from.Address, now), now)
        ?? Lockout.Of(await work.FindAsync<CodeFailures>(who.Organization, who.Id), now);

    async Task<Refusal?> SpendAsync(
        IWork work, Person who, Authenticator authenticator, string code, CodeUse use, Origin from, DateTimeOffset now,
        CancellationToken ct)
    {
        var steps = await StepsAsync(work, authenticator, code, now, ct);
        if (steps.Count == 0)
        {
            return await CountFailureAsync(work, who, use, from, now);
        }

        foreach (var step in steps)
        {
            if (await work.FindAsync<SpentCode>(who.Organization, who.Id, step) is null)
            {
                await SpendAsync(work, who, step, now);
                foreach (var client in use.Clients)
                {
                    work.Record(use.Fact(client, "otp.verified", who, null, from, now));
                }

                return null;
            }
        }

        // Right, but used: no guess, so it does not count towards a lock.
        var wait = TotpCode.SecondsUntilNext(steps[0], now).ToString(CultureInfo.InvariantCulture);
        return Fail(work, who, use, new Refusal("code.reused", wait), from, now);
    }

    async Task<IReadOnlyList<long>> StepsAsync(
        IRows rows, Authenticator authenticator, string code, DateTimeOffset now, CancellationToken ct)
    {
        if (TotpCode.Clean(code) is not { } digits)
        {
            return [];
        }

        var secret = await seal.OpenAsync(
            rows, authenticator.Organization, SealPurpose(authenticator.Person), authenticator.SealedSecret, ct);
        try
        {
            return TotpCode.StepsOf(secret, digits, now);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    // The unique key (organization, person, step) decides between two processes that saw the same code unspent.
    static async Task SpendAsync(IWork work, Person who, long step, DateTimeOffset now)
    {
        var before = now - Remembered;
        foreach (var old in await work.ListAsync<SpentCode>(
            row => row.Organization == who.Organization && row.Person == who.Id && row.At < before, 100))
        {
            work.Remove(old);
        }

        work.Add(new SpentCode { Organization = who.Organization, Person = who.Id, Step = step, At = now });
        if (await work.FindAsync<CodeFailures>(who.Organization, who.Id) is { } failures)
        {
            work.Remove(failures);
        }
    }

    internal static async Task<Refusal> CountFailureAsync(IWork work, Person who, CodeUse use, Origin from, DateTimeOffset now)
    {
        await SourceWatch.CountAsync(work, from.Address, $"{who.Organization}/{who.Id}", now);
        var before = await work.FindAsync<CodeFailures>(who.Organization, who.Id);
        var after = Lockout.AfterFailure(before, who.Organization, who.Id, now);
        if (before is null)
        {
            work.Add(after);
        }
        else
        {
            work.Replace(after);
        }

        Fail(work, who, use, new Refusal("code.wrong"), from, now);
        if (Lockout.Of(after, now) is not { } locked)
        {
            return new Refusal("code.wrong");
        }

        foreach (var client in use.Clients)
        {
            work.Record(use.Fact(client, "otp.locked", who, "failures", from, now));
        }

        return locked;
    }

    internal static Refusal Fail(IWork work, Person who, CodeUse use, Refusal refusal, Origin from, DateTimeOffset now)
    {
        Instruments.CodeFailures.Add(1, KeyValuePair.Create(Telemetry.Outcome, (object?)refusal.Code));
        foreach (var client in use.Clients)
        {
            work.Record(use.Fact(client, "otp.failed", who, refusal.Code, from, now));
        }

        return refusal;
    }

    internal static Task<IReadOnlyList<Authenticator>> AuthenticatorsAsync(IRows rows, Person who) =>
        rows.ListAsync<Authenticator>(row => row.Organization == who.Organization && row.Person == who.Id);

    static string SealPurpose(string person) => $"totp:{person}";
}
