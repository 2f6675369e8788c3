using AccessAudit.Gatekeepers;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Requests;

/// <summary>What whoever looks at a request should know, though it stops nobody from asking or deciding.</summary>
public static class RequestNotices
{
    /// <summary>As refusals, because they are said the same way: why the access would not open now.</summary>
    public static async Task<IReadOnlyList<Refusal>> AboutAsync(
        IRows rows, AccessRequest request, DateTimeOffset now) =>
        RequestRules.StateAt(request, now) is RequestState.Pending or RequestState.Approved
        && !await GatekeeperRules.IsOpenAsync(rows, request.Client, now)
            ? [new Refusal("gatekeeper.closed")]
            : [];
}
