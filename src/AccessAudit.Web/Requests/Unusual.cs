using AccessAudit.Approvals;
using AccessAudit.Grants;
using AccessAudit.Requests;
using AccessAudit.State;

namespace AccessAudit.Web.Requests;

/// <summary>
/// What is usual on this target, out of the last 180 days: how long approvals were, and whether this technician has been
/// there before.
/// </summary>
/// <param name="MedianMinutes">Null with fewer than five cases: too little to call anything usual.</param>
/// <param name="Before">Earlier grants of this technician on this target.</param>
public sealed record Usual(int Cases, int? MedianMinutes, int Before, Approval? RefusedBefore)
{
    const int Enough = 5;
    static readonly TimeSpan Window = TimeSpan.FromDays(180);

    internal static async Task<Usual> OfAsync(IRows rows, AccessRequest request, DateTimeOffset now)
    {
        var since = now - Window;
        var grants = await rows.ListAsync<Grant>(
            grant => grant.Client == request.Client && grant.Target == request.Target && grant.OpensAt >= since
                && grant.Request != request.Id, 1000);
        var minutes = grants.Select(grant => (int)(grant.ClosesAt - grant.OpensAt).TotalMinutes).Order().ToArray();
        var same = await rows.ListAsync<AccessRequest>(
            row => row.Client == request.Client && row.Target == request.Target && row.Requester == request.Requester
                && row.State == RequestState.Refused && row.Reason == request.Reason && row.Id != request.Id, 20);
        var last = same.OrderByDescending(row => row.AskedAt).FirstOrDefault()?.Id;
        var refused = last is null
            ? []
            : await rows.ListAsync<Approval>(row => row.Client == request.Client && row.Request == last && !row.Approved);
        return new(
            minutes.Length,
            minutes.Length >= Enough ? minutes[minutes.Length / 2] : null,
            grants.Count(grant => grant.Technician == request.Requester),
            refused is [var before, ..] ? before : null);
    }
}

/// <summary>One thing out of the ordinary, with what it is compared to. At most four, the worst first.</summary>
/// <param name="Word">A key of the words, <c>unusual.*</c>.</param>
public sealed record Unusual(string Word, int? Minutes = null, int? Cases = null, DateTimeOffset? At = null)
{
    internal static IReadOnlyList<Unusual> Of(AccessRequest request, Usual usual)
    {
        List<Unusual> found = [];
        if (usual.RefusedBefore is { } refused)
        {
            found.Add(new("unusual.refused", At: refused.At));
        }

        if (usual.Before == 0)
        {
            found.Add(new("unusual.first"));
        }

        if (usual.MedianMinutes is { } median && request.Minutes >= 2 * median)
        {
            found.Add(new("unusual.long", median, usual.Cases));
        }

        return found;
    }
}
