using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Requests;
using AccessAudit.State;

namespace AccessAudit.Grants;

/// <summary>What people may do to a living grant: end it before its time, or ask for more of it.</summary>
public sealed class GrantDesk
{
    /// <summary>
    /// Ends the grant now; its sessions are cut within a second. For the technician who holds it, the client's
    /// approvers and admins, and the provider's security. No code: stopping is free.
    /// </summary>
    public async Task<Answer<Grant>> RevokeAsync(
        IWork work, Person who, string grant, string reason, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var seen = await SeeAsync(work, who, grant);
        if (seen.Refusal is { } unseen)
            return unseen;

        var (person, held) = seen.Value;
        Refusal Decline(Refusal why) =>
            DeclinedActs.Decline(work, held.Client, person, "grant.ended", why, from, now, held.Request, held.Id);

        if (!GrantRules.Holds(person, held) && !RoleTable.May(person, Act.Revoke, held.Client))
            return Decline(new("role.may_not_revoke"));
        var step = GrantRules.Step(held, "grant.ended", now);
        if (step.Refusal is { } over)
            return Decline(over);
        var why = Texts.Tidy(reason, "reason", shortest: 3);
        if (why.Refusal is { } unreadable)
            return Decline(unreadable);

        var ended = GrantRules.End(held, GrantEnd.Revoked, now);
        work.Replace(ended);
        work.Record(GrantFacts.Ended(ended, person.Key, now) with
        {
            Content = Members.Of(("text", why.Value)),
        });
        return ended;
    }

    /// <summary>
    /// Asks for more minutes, as a request of its own that the client approves with a code of its own.
    /// </summary>
    public async Task<Answer<AccessRequest>> ExtendAsync(
        IWork work, Person who, string grant, int minutes, string reason, Origin from, DateTimeOffset now,
        CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var seen = await SeeAsync(work, who, grant);
        if (seen.Refusal is { } unseen)
            return unseen;

        var (person, held) = seen.Value;
        if (!GrantRules.Holds(person, held))
        {
            return DeclinedActs.Decline(
                work, held.Client, person, "grant.extended", new("extension.not_yours"), from, now, held.Request, held.Id);
        }

        var first = await work.FindAsync<AccessRequest>(held.Client, held.Request);
        return await Submission.SubmitAsync(
            work, person,
            new(held.Client, held.Target, held.Account, held.Protocol, reason, first?.Ticket, minutes,
                DataCategories: first?.DataCategories, Extends: held.Id),
            from, now);
    }

    /// <summary>The person as they are now and the grant, if it exists for them.</summary>
    static async Task<Answer<(Person Person, Grant Grant)>> SeeAsync(IRows rows, Person who, string id)
    {
        if (await PersonDirectory.NowAsync(rows, who) is not { } person)
            return new Refusal("person.inactive");

        return await rows.ListAsync<Grant>(x => x.Id == id, 1) is [var grant] && GrantRules.MaySee(person, grant)
            && await PersonDirectory.SeesAsync(rows, person, grant.Client)
            ? (person, grant)
            : new Refusal("grant.unknown", id);
    }
}
