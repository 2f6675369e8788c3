using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AccessAudit.Journal;
using AccessAudit.State;

namespace AccessAudit.People;

/// <summary>Browsers signed in and out. The clients concerned hear of every one (<see cref="Concerned"/>).</summary>
public sealed class WebSessionDesk(WebSessionTerms terms)
{
    const int SecretBytes = 32;
    static readonly TimeSpan Coarse = TimeSpan.FromMinutes(1);

    /// <summary>Opens a session with an id and a secret of its own, never one that a browser brought.</summary>
    /// <param name="who">Found by the identity that <paramref name="authority"/> has vouched for.</param>
    /// <param name="narrowedTo"><see cref="WebSession.NarrowedTo"/>.</param>
    /// <returns>The row, and the secret in base64url: told once, kept nowhere.</returns>
    public async Task<(WebSession Session, string Secret)> StartAsync(
        IWork work, Person who, string authority, string[]? narrowedTo, Origin from, DateTimeOffset now)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var session = new WebSession
        {
            Organization = who.Organization,
            Id = Ids.New(),
            Person = who.Id,
            SecretHash = Hash(secret),
            Authority = authority,
            NarrowedTo = narrowedTo,
            StartedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + terms.Longest,
        };
        work.Add(session);
        await TellAsync(work, who, "login.succeeded", FactOutcome.Success, null, from, now);
        return (session, secret);
    }

    /// <summary>Somebody known was vouched for and is not let in: their clients hear of it.</summary>
    /// <param name="why">A stable code: <c>person.inactive</c>, <c>authority.other_organization</c>.</param>
    public Task DeclineAsync(IWork work, Person who, string why, Origin from, DateTimeOffset now) =>
        TellAsync(work, who, "login.failed", FactOutcome.Failure, why, from, now);

    /// <summary>The session of this id and secret when it stands at this moment; else null, whatever the
    /// reason.</summary>
    public async Task<WebSession?> FindAsync(IRows rows, string id, string secret, DateTimeOffset now) =>
        await FindAsync(rows, id, now) is { } session && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(session.SecretHash), Encoding.ASCII.GetBytes(Hash(secret)))
            ? session
            : null;

    /// <summary>As above, for whoever has seen the secret before (an open page).</summary>
    public async Task<WebSession?> FindAsync(IRows rows, string id, DateTimeOffset now) =>
        await rows.ListAsync<WebSession>(row => row.Id == id, 1) is [var session] && Stands(session, now)
            ? session
            : null;

    /// <summary>True when the row is due to say again that the browser is there.</summary>
    public bool IsStale(WebSession session, DateTimeOffset now) =>
        now - session.LastSeenAt >= (terms.Idle / 4 < Coarse ? terms.Idle / 4 : Coarse);

    /// <summary>The browser is there; what has ended meanwhile stays ended.</summary>
    public async Task TouchAsync(IWork work, WebSession session, DateTimeOffset now)
    {
        if (await FindAsync(work, session.Id, now) is { } latest && latest.LastSeenAt < now)
        {
            work.Replace(latest with { LastSeenAt = now });
        }
    }

    /// <summary>Ends it; a second end changes and tells nothing.</summary>
    /// <param name="why">A word: <c>signed_out</c>, <c>replaced</c>.</param>
    public async Task EndAsync(IWork work, WebSession session, string why, Origin from, DateTimeOffset now)
    {
        if (await FindAsync(work, session.Id, now) is not { } latest)
        {
            return;
        }

        work.Replace(latest with { EndedAt = now });
        if (await work.FindAsync<Person>(latest.Organization, latest.Person) is { } who)
        {
            await TellAsync(work, who, "login.ended", FactOutcome.Success, why, from, now);
        }
    }

    bool Stands(WebSession session, DateTimeOffset now) =>
        session.EndedAt is null && now < session.ExpiresAt && now < session.LastSeenAt + terms.Idle;

    static async Task TellAsync(
        IWork work, Person who, string kind, FactOutcome outcome, string? why, Origin from, DateTimeOffset now)
    {
        foreach (var client in await Concerned.ClientsOfAsync(work, who))
        {
            work.Record(new Fact
            {
                Client = client,
                Kind = kind,
                At = now,
                By = who.Key,
                Outcome = outcome,
                Details = Members.Of(("why", why)),
                Origin = from.ToMembers(),
            });
        }
    }

    static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
}
