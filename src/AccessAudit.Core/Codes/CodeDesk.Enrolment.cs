using System.Security.Cryptography;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Codes;

public sealed partial class CodeDesk
{
    // Long enough to find the phone; after it, the page that shows the secret is no longer worth anything.
    static readonly TimeSpan EnrolmentSpan = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Draws a new secret; it does nothing until a first code confirms it. Begun again, the unconfirmed one is thrown
    /// away. Refused with <c>authenticator.exists</c> while one counts, and with <c>enrolment.not_allowed</c> without
    /// an
    /// <see cref="EnrolmentPermit"/>: otherwise a stolen sign-in could bring its own phone.
    /// </summary>
    public async Task<Answer<Enrolment>> BeginAsync(IWork work, Person who, DateTimeOffset now, CancellationToken ct)
    {
        var existing = await AuthenticatorsAsync(work, who);
        if (existing.Any(row => row.Counts))
        {
            return new Refusal("authenticator.exists");
        }

        if (await PermitAsync(work, who, now) is null)
        {
            return await NotAllowedAsync(work, who, now);
        }

        foreach (var unconfirmed in existing.Where(row => row.ConfirmedAt is null))
        {
            work.Remove(unconfirmed);
        }

        var organization = await work.FindAsync<Organization>(who.Organization);
        var secret = RandomNumberGenerator.GetBytes(TotpCode.SecretBytes);
        try
        {
            var authenticator = new Authenticator
            {
                Organization = who.Organization,
                Person = who.Id,
                Id = Ids.New(),
                SealedSecret = await seal.SealAsync(work, who.Organization, SealPurpose(who.Id), secret, ct),
                CreatedAt = now,
            };
            work.Add(authenticator);
            return Enrolment.Of(authenticator.Id, organization?.Name ?? who.Organization, who.Login, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>
    /// A first code proves that the person holds the authenticator; from then on it counts, the permit is used up, and
    /// the recovery codes are told, this once. The entries go to every client concerned, and the caller answers once
    /// signed heads cover them.
    /// </summary>
    public async Task<Answer<Enrolled>> ConfirmAsync(
        IWork work, Person who, string code, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        var existing = await AuthenticatorsAsync(work, who);
        if (existing.Any(row => row.Counts))
        {
            return new Refusal("authenticator.exists");
        }

        if (existing.FirstOrDefault(row => row.ConfirmedAt is null && now - row.CreatedAt < EnrolmentSpan)
            is not { } begun)
        {
            return new Refusal("enrolment.missing");
        }

        if (await PermitAsync(work, who, now) is not { } permit)
        {
            return await NotAllowedAsync(work, who, now);
        }

        var clients = await Concerned.ClientsOfAsync(work, who);
        var use = new CodeUse(CodePurpose.Enrol, begun.Id, clients);
        if (await ClosedAsync(work, who, from, now) is { } closed)
        {
            return Fail(work, who, use, closed, from, now);
        }

        if (await SpendAsync(work, who, begun, code, use, from, now, ct) is { } refusal)
        {
            return refusal;
        }

        var confirmed = begun with { ConfirmedAt = now };
        work.Replace(confirmed);
        work.Remove(permit);
        var codes = await RecoveryCodes.IssueAsync(work, seal, who, now, ct);
        foreach (var client in clients)
        {
            Tell(work, client, "authenticator.enrolled", who, Members.Of(("method", "totp")), from, now);
            Tell(work, client, "recovery.issued", who, Members.Of(("count", codes.Count)), from, now);
        }

        return new Enrolled(confirmed, codes);
    }

    static async Task<EnrolmentPermit?> PermitAsync(IRows rows, Person who, DateTimeOffset now) =>
        await rows.FindAsync<EnrolmentPermit>(who.Organization, who.Id) is { } permit && permit.IsGoodAt(now)
            ? permit
            : null;

    // A sign-in that tries to bring a phone of its own is worth knowing of.
    static async Task<Refusal> NotAllowedAsync(IWork work, Person who, DateTimeOffset now)
    {
        var why = new Refusal("enrolment.not_allowed");
        foreach (var client in await Concerned.ClientsOfAsync(work, who))
        {
            DeclinedActs.Decline(work, client, who, "authenticator.enrolled", why, from: null, now);
        }

        return why;
    }

    static void Tell(
        IWork work, string client, string kind, Person who, Members details, Origin from, DateTimeOffset now) =>
        work.Record(new Fact
        {
            Client = client,
            Kind = kind,
            At = now,
            By = who.Key,
            Details = details,
            Origin = from.ToMembers(),
        });
}

/// <summary>An authenticator that counts from now on.</summary>
/// <param name="RecoveryCodes">Shown once: each lets its owner enrol again when the phone is lost.</param>
public sealed record Enrolled(Authenticator Authenticator, IReadOnlyList<string> RecoveryCodes)
{
    /// <summary>Says nothing of the codes, wherever it is printed.</summary>
    public override string ToString() => $"Enrolled {Authenticator.Id}";
}
