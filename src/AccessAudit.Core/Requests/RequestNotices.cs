using AccessAudit.Approvals;
using AccessAudit.Contracts;
using AccessAudit.Gatekeepers;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Requests;

/// <summary>What whoever looks at a request should know, though it stops nobody from asking or deciding.</summary>
public static class RequestNotices
{
    /// <summary>
    /// As refusals, because they are said the same way. First that the same was refused before (when, by whom, why),
    /// then why the access would not open now.
    /// </summary>
    public static async Task<IReadOnlyList<Refusal>> AboutAsync(
        IRows rows, AccessRequest request, DateTimeOffset now)
    {
        var about = new List<Refusal>();
        var state = RequestRules.StateAt(request, now);
        if (state == RequestState.Pending && await RefusedBeforeAsync(rows, request) is { } before)
            about.Add(before);
        if (state is RequestState.Pending or RequestState.Approved
            && !await GatekeeperRules.IsOpenAsync(rows, request.Client, now))
            about.Add(new Refusal("gatekeeper.closed"));
        return about;
    }

    // The same wish with the same words; another length or start does not make it another wish.
    static async Task<Refusal?> RefusedBeforeAsync(IRows rows, AccessRequest request)
    {
        var same = await rows.ListAsync<AccessRequest, DateTimeOffset>(
            x => x.Client == request.Client && x.RequesterOrganization == request.RequesterOrganization
                && x.Requester == request.Requester && x.Target == request.Target && x.Account == request.Account
                && x.Protocol == request.Protocol && x.State == RequestState.Refused && x.Reason == request.Reason,
            x => x.AskedAt, descending: true, 1);
        if (same is not [var refused]
            || await rows.ListAsync<Approval>(
                x => x.Client == refused.Client && x.Request == refused.Id && !x.Approved, 1) is not [var no])
            return null;

        var decider = await rows.FindAsync<Person>(no.Organization, no.Person);
        return new Refusal("request.refused_before", Moments.Say(no.At), decider?.Name ?? "", no.Reason ?? "");
    }
}
