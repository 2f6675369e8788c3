using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Requests;
using AccessAudit.State;

namespace AccessAudit.Sessions;

/// <summary>Ending a running session from outside: the client's approvers and admins, and the provider's security people.</summary>
public sealed class SessionDesk
{
    const int LongestReason = 500;

    /// <summary>
    /// Asks for the end; the node that owns the session obeys within a second. Free of codes and limits, and asking twice
    /// changes nothing. A session that the caller may not see is answered as one that does not exist.
    /// </summary>
    /// <param name="reason">Why; an overlong text is cut rather than let it stand in the way.</param>
    public async Task<Answer<Session>> RequestKillAsync(
        IWork work, Person who, string session, string reason, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (await PersonDirectory.NowAsync(work, who) is not { } person)
        {
            return new Refusal("person.inactive");
        }

        var sessions = await work.ListAsync<Session>(row => row.Id == session, 1);
        if (sessions is not [var found] || !MaySee(person, found)
            || !await PersonDirectory.SeesAsync(work, person, found.Client))
        {
            return new Refusal("session.unknown");
        }

        if (!RoleTable.May(person, Act.Terminate, found.Client))
        {
            return DeclinedActs.Decline(
                work, found.Client, person, "session.kill_requested",
                new Refusal("role.missing", Role.ClientAdmin, Role.Approver, Role.ProviderSecurity), from, now,
                found.Request, found.Grant);
        }

        if (found.IsOver)
        {
            return new Refusal("session.over");
        }

        if (found.KillRequestedAt is not null)
        {
            return found;
        }

        var asked = found with { KillRequestedAt = now };
        work.Replace(asked);
        work.Record(new Fact
        {
            Client = found.Client,
            Kind = "session.kill_requested",
            At = now,
            By = person.Key,
            Session = found.Id,
            Target = found.Target,
            Request = found.Request,
            Grant = found.Grant,
            Origin = from.ToMembers(),
            Content = Members.Of(("reason", Shortened(reason))),
        });
        return asked;
    }

    static bool MaySee(Person person, Session session) =>
        RoleTable.May(person, Act.SeeSessions, session.Client)
        || (person.Organization == session.TechnicianOrganization && person.Id == session.Technician);

    static string? Shortened(string reason)
    {
        var text = reason.Trim();
        return text.Length == 0 ? null : Texts.Cut(text, LongestReason);
    }
}
