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
    /// Draws a new secret; it does nothing until a first code confirms it. Begun again, the unconfirmed one is thrown away.
    /// Refused with <c>authenticator.exists</c> while one is confirmed: otherwise a stolen sign-in could bring its own phone.
    /// </summary>
    public async Task<Answer<Enrolment>> BeginAsync(IWork work, Person who, DateTimeOffset now, CancellationToken ct)
    {
        var existing = await AuthenticatorsAsync(work, who);
        if (existing.Any(row => row.ConfirmedAt is not null))
        {
            return new Refusal("authenticator.exists");
        }

        foreach (var unconfirmed in existing)
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
    /// A first code proves that the person holds the authenticator; from then on it counts. The entry goes to every client
    /// concerned, and the caller answers once signed heads cover it.
    /// </summary>
    public async Task<Answer<Authenticator>> ConfirmAsync(
        IWork work, Person who, string code, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        var existing = await AuthenticatorsAsync(work, who);
        if (existing.Any(row => row.ConfirmedAt is not null))
        {
            return new Refusal("authenticator.exists");
        }

        if (existing.FirstOrDefault(row => now - row.CreatedAt < EnrolmentSpan) is not { } begun)
        {
            return new Refusal("enrolment.missing");
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
        foreach (var client in clients)
        {
            work.Record(new Fact
            {
                Client = client,
                Kind = "authenticator.enrolled",
                At = now,
                By = who.Key,
                Details = Members.Of(("method", "totp")),
                Origin = from.ToMembers(),
            });
        }

        return confirmed;
    }
}
