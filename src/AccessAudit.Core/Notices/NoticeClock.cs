using System.Globalization;
using AccessAudit.Contracts;
using AccessAudit.Grants;
using AccessAudit.People;
using AccessAudit.Requests;
using AccessAudit.State;

namespace AccessAudit.Notices;

/// <summary>
/// What is about to end, told in time: a grant's end 15 and 5 minutes before to the technician, a request that nobody
/// has decided at three quarters of its life to those who may.
/// </summary>
static class NoticeClock
{
    const double Lapsing = 0.75;
    static readonly int[] MinutesBefore = [15, 5];

    internal static async Task TickAsync(IWork work, DateTimeOffset now)
    {
        var due = new List<Notice>();
        var soon = now.AddMinutes(MinutesBefore[0]);
        foreach (var grant in await work.ListAsync<Grant>(
            row => row.State != GrantState.Ended && row.ClosesAt > now && row.ClosesAt <= soon))
            due.AddRange(await EndingAsync(work, grant, now));

        foreach (var request in await work.ListAsync<AccessRequest>(row => row.State == RequestState.Pending))
        {
            if (now < request.ValidUntil && now >= request.AskedAt + (Lapsing * (request.ValidUntil - request.AskedAt)))
                due.AddRange(await LapsingAsync(work, request, now));
        }

        if (due.Count == 0)
            return;
        var since = now - RequestRules.Patience;
        var told = (await work.ListAsync<Notice>(
                row => (row.Kind == "grant.ending" || row.Kind == "request.lapsing") && row.At > since))
            .Select(row => (row.Organization, row.Person, row.Id)).ToHashSet();
        foreach (var notice in due.Where(row => !told.Contains((row.Organization, row.Person, row.Id))))
            work.Add(notice);
    }

    // Only the nearest mark: whoever comes at four minutes is not told of fifteen. A grant that short is not told at
    // all.
    static async Task<IEnumerable<Notice>> EndingAsync(IRows rows, Grant grant, DateTimeOffset now)
    {
        var left = grant.ClosesAt - now;
        var mark = MinutesBefore.Last(minutes => left <= TimeSpan.FromMinutes(minutes));
        if (!grant.IsOpenAt(now) || grant.ClosesAt - grant.OpensAt <= TimeSpan.FromMinutes(mark)
            || await Audience.FindAsync(rows, new(grant.TechnicianOrganization, grant.Technician))
                is not { Active: true } holder
            || await rows.FindAsync<Target>(grant.Client, grant.Target) is not { } target)
            return [];

        var minutes = mark.ToString(CultureInfo.InvariantCulture);
        var news = new News("grant.ending", [holder], grant.Id, target.Slug, minutes);
        // An extension moves the end, and with it what there is to tell.
        var id = $"ending-{minutes}-{grant.Id}-{grant.ClosesAt.ToUnixTimeSeconds()}";
        return [NoticeWriter.Of(holder, grant.Client, news, now, id, eventId: null)];
    }

    static async Task<IEnumerable<Notice>> LapsingAsync(IRows rows, AccessRequest request, DateTimeOffset now)
    {
        if (await rows.FindAsync<Target>(request.Client, request.Target) is not { } target)
            return [];

        var asker = await rows.FindAsync<Person>(request.RequesterOrganization, request.Requester);
        var deciders = await Audience.DecidersAsync(rows, request.Client, target);
        var news = new News(
            "request.lapsing", deciders, request.Id, asker?.Name ?? "", target.Slug, Moments.Say(request.ValidUntil));
        return deciders.Select(person =>
            NoticeWriter.Of(person, request.Client, news, now, $"lapsing-{request.Id}", eventId: null));
    }
}
