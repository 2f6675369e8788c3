using AccessAudit.Codes;
using AccessAudit.Contracts;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Gatekeepers;

/// <summary>
/// The client's own switch over every access. Closing is free and wins over everything; opening needs a code.
/// </summary>
public sealed class GatekeeperDesk(CodeDesk codes)
{
    static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>
    /// The switch as it stands at this moment. Whether the caller may see the client is for the caller to ask.
    /// </summary>
    public Task<Gatekeeper> ReadAsync(IRows rows, string client, DateTimeOffset now) =>
        GatekeeperRules.ReadAsync(rows, client, now);

    /// <param name="until">When it closes by itself again; only for opening (closing has no conditions).</param>
    /// <param name="code">Needed to open, ignored when closing.</param>
    public async Task<Answer<Gatekeeper>> SetAsync(
        IWork work, Person who, string client, bool open, DateTimeOffset? until, string? code, Origin from,
        DateTimeOffset now, CancellationToken ct)
    {
        if (await PersonDirectory.NowAsync(work, who) is not { } person)
            return new Refusal("person.inactive");
        if (!await PersonDirectory.SeesAsync(work, person, client))
            return new Refusal("client.unknown", client);

        var kind = open ? "gatekeeper.opened" : "gatekeeper.closed";
        if (!RoleTable.May(person, Act.Guard, client))
            return DeclinedActs.Decline(work, client, person, kind, new("role.may_not_guard"), from, now);

        return open
            ? await OpenAsync(work, person, client, until, code, from, now, ct)
            : await CloseAsync(work, person, client, from, now);
    }

    async Task<Answer<Gatekeeper>> OpenAsync(
        IWork work, Person person, string client, DateTimeOffset? until, string? code, Origin from, DateTimeOffset now,
        CancellationToken ct)
    {
        if (until <= now || until > now + Longest)
        {
            var past = new Refusal("gatekeeper.until", Moments.Say(until.Value));
            return DeclinedActs.Decline(work, client, person, "gatekeeper.opened", past, from, now);
        }

        if (string.IsNullOrWhiteSpace(code))
            return new Refusal("code.missing");
        var subject = GatekeeperRules.Subject(client, until);
        if (await codes.CheckAsync(work, person, code, CodePurpose.Gatekeeper, subject, client, from, now, ct)
            is { } wrong)
            return wrong;

        var opened = new Gatekeeper { Client = client, Open = true, Until = until, ChangedAt = now };
        await StoreAsync(work, opened);
        work.Record(GatekeeperRules.Told(opened, "gatekeeper.opened", person.Key, now) with
        {
            Origin = from.ToMembers(),
            Details = Members.Of(("until", until is { } end ? Moments.Stamp(end) : null)),
        });
        return opened;
    }

    static async Task<Answer<Gatekeeper>> CloseAsync(
        IWork work, Person person, string client, Origin from, DateTimeOffset now)
    {
        var before = await GatekeeperRules.ReadAsync(work, client, now);
        if (!before.Open)
            return before;

        var closed = new Gatekeeper { Client = client, Open = false, ChangedAt = now };
        await StoreAsync(work, closed);
        work.Record(GatekeeperRules.Told(closed, "gatekeeper.closed", person.Key, now) with
        {
            Origin = from.ToMembers(),
        });
        return closed;
    }

    static async Task StoreAsync(IWork work, Gatekeeper gatekeeper)
    {
        if (await work.FindAsync<Gatekeeper>(gatekeeper.Client) is { } stored)
            work.Replace(gatekeeper with { Version = stored.Version });
        else
            work.Add(gatekeeper);
    }
}
