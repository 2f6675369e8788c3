using AccessAudit.Gatekeepers;
using AccessAudit.Grants;
using AccessAudit.Journal;
using AccessAudit.Notices;
using AccessAudit.Proposals;
using AccessAudit.Requests;
using AccessAudit.State;

namespace AccessAudit.Timekeeping;

/// <summary>
/// Writes down what time has done. Nothing depends on it being punctual: every decision asks the rules for the state at
/// its own moment; this makes the log and the lists say it too.
/// </summary>
public static class Timekeeper
{
    /// <summary>One tick, for all clients. Returns how many rows moved.</summary>
    public static async Task<int> TickAsync(IWork work, DateTimeOffset now)
    {
        var moved = await ExpireRequestsAsync(work, now) + await MoveGrantsAsync(work, now)
            + await CloseGatekeepersAsync(work, now) + await ExpireProposalsAsync(work, now);
        await NoticeClock.TickAsync(work, now);
        return moved;
    }

    static async Task<int> ExpireRequestsAsync(IWork work, DateTimeOffset now)
    {
        var moved = 0;
        foreach (var request in await work.ListAsync<AccessRequest>(x => x.State == RequestState.Pending))
        {
            if (RequestRules.StateAt(request, now) != RequestState.Expired)
                continue;
            RequestExpiry.Expire(work, request, now);
            moved++;
        }

        return moved;
    }

    static async Task<int> ExpireProposalsAsync(IWork work, DateTimeOffset now)
    {
        var over = (await work.ListAsync<Proposal>(x => x.State == ProposalState.Pending))
            .Where(x => ProposalRules.StateAt(x, now) == ProposalState.Expired).ToList();
        foreach (var proposal in over)
            ProposalDesk.Expire(work, proposal, now);
        return over.Count;
    }

    static async Task<int> MoveGrantsAsync(IWork work, DateTimeOffset now)
    {
        var moved = 0;
        foreach (var grant in await work.ListAsync<Grant>(x => x.State != GrantState.Ended))
        {
            var state = GrantRules.StateAt(grant, now);
            if (state == grant.State)
                continue;
            if (state == GrantState.Ended)
            {
                var ended = GrantRules.End(grant, GrantEnd.Expired, now);
                work.Replace(ended);
                work.Record(GrantFacts.Ended(ended, by: null, now));
            }
            else
            {
                work.Replace(grant with { State = state });
            }

            moved++;
        }

        return moved;
    }

    static async Task<int> CloseGatekeepersAsync(IWork work, DateTimeOffset now)
    {
        var moved = 0;
        foreach (var gatekeeper in await work.ListAsync<Gatekeeper>(x => x.Open && x.Until != null))
        {
            if (gatekeeper.IsOpenAt(now))
                continue;
            work.Replace(gatekeeper with { Open = false, Until = null, ChangedAt = now });
            work.Record(GatekeeperRules.Told(gatekeeper, "gatekeeper.closed", by: null, now) with
            {
                Details = Members.Of(("reason", "until_reached")),
            });
            moved++;
        }

        return moved;
    }
}
