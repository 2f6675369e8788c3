using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using AccessAudit.Notices;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;
using AccessAudit.Web.Problems;
using AccessAudit.Web.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace AccessAudit.Web.Live;

/// <summary>
/// <c>GET /live</c>, server-sent events for open pages (WHATWG HTML section 9.2): <c>changed</c> with a word for what
/// the person may see, at the start (unless the browser comes back with it in <c>Last-Event-ID</c>) and whenever it is
/// another; <c>ended</c> within two seconds once session, person or roles no longer stand, and then nothing more.
/// <c>beat</c> keeps proxies from closing a quiet stream. What changed, the page asks like any other page.
/// </summary>
static class LiveEndpoint
{
    const string Path = "/live";
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    internal static void Map(IEndpointRouteBuilder app) => app.MapGet(Path, Open).ExcludeFromDescription();

    internal static bool Is(HttpContext http) => http.Request.Path == Path;

    static IResult Open(
        HttpContext http, LiveMarks marks, LiveStreams streams, Visits visits, IStore store, TimeProvider clock,
        IHostApplicationLifetime process)
    {
        var visit = http.Features.Get<Visit>() ?? throw new InvalidOperationException("the gate was passed by");
        if (!streams.TryOpen(visit.Caller.Person.Key))
        {
            return new Refused(new Refusal("call.too_many"));
        }

        http.Response.OnCompleted(() =>
        {
            streams.Close(visit.Caller.Person.Key);
            return Task.CompletedTask;
        });
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var known = http.Request.Headers["Last-Event-ID"].ToString();
        return TypedResults.ServerSentEvents(EventsAsync(
            new Listening(visit, known, marks, visits, store, clock), process.ApplicationStopping, http.RequestAborted));
    }

    static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        Listening one, CancellationToken stopping, CancellationToken gone,
        [EnumeratorCancellation] CancellationToken ct = default)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone, ct);
        using var timer = new PeriodicTimer(Look, one.Clock);
        var (known, saidAt) = (one.Known, one.Clock.GetUtcNow());
        while (true)
        {
            var word = await WordAsync(one, until.Token);
            var now = one.Clock.GetUtcNow();
            if (word is null)
            {
                yield return new SseItem<string>("", "ended");
                yield break;
            }

            if (word.Length > 0 && word != known)
            {
                (known, saidAt) = (word, now);
                yield return new SseItem<string>(word, "changed") { EventId = word };
            }
            else if (now - saidAt >= Beat)
            {
                saidAt = now;
                yield return new SseItem<string>("", "beat");
            }

            if (!await TickAsync(timer, until.Token))
            {
                yield break;
            }
        }
    }

    // Null once it has ended; empty when the store cannot be asked right now, which is no end.
    static async Task<string?> WordAsync(Listening one, CancellationToken ct)
    {
        try
        {
            var (still, unseen) = await one.Store.ReadAsync(async rows => (
                await one.Visits.AgainAsync(rows, one.Visit), await UnseenAsync(rows, one.Visit.Caller.Person)), ct);
            return still is not null && HasSameRoles(still.Caller.Person, one.Visit.Caller.Person)
                ? $"{await one.Marks.OfAsync(still.Caller.Person, ct)}-{unseen}"
                : null;
        }
        catch (Exception quiet) when (quiet is StoreUnavailableException || ct.IsCancellationRequested)
        {
            return "";
        }
    }

    static Task<string> UnseenAsync(IRows rows, Person who)
    {
        var (organization, id) = who.Key;
        return rows.MarkAsync<Notice>(
            row => row.Organization == organization && row.Person == id && row.SeenAt == null);
    }

    static bool HasSameRoles(Person one, Person other) => one.Roles.ToHashSet().SetEquals(other.Roles);

    static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    sealed record Listening(
        Visit Visit, string Known, LiveMarks Marks, Visits Visits, IStore Store, TimeProvider Clock);

    sealed class Refused(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Problem.WriteAsync(httpContext, refusal);
    }
}
