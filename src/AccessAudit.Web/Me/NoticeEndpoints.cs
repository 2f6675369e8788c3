using AccessAudit.Notices;
using AccessAudit.Refusals;
using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Me;

/// <summary>What I should know.</summary>
static class NoticeEndpoints
{
    const int MostIds = 500;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me/notices", ListAsync).Produces<Page<NoticeView>>();
        api.MapPost("/me/notices/seen", SeenAsync)
            .Accepts<SeenBody>(isOptional: true, "application/json").Produces<SeenView>();
    }

    static Task<IResult> ListAsync(Call call, string? cursor = null, string? limit = null, string? unseen = null) =>
        call.ReadAsync<Page<NoticeView>>(async rows =>
        {
            var page = PageAsk.Read(cursor, limit);
            if (page.Refusal is { } refusal)
            {
                return refusal;
            }

            if (unseen is not (null or "true" or "false"))
            {
                return new Refusal("query.malformed", "unseen");
            }

            var (organization, id, all) = (call.Person.Organization, call.Person.Id, unseen is not "true");
            var (found, next) = await page.Value!.OfAsync<Notice>(
                rows,
                notice => notice.Organization == organization && notice.Person == id && (all || notice.SeenAt == null),
                notice => notice.At, notice => notice.Id);
            return new Page<NoticeView>([.. found.Select(notice => NoticeView.Of(notice, call.Locale))], next);
        });

    static Task<IResult> SeenAsync(Call call) => call.ActAsync<SeenBody, SeenView>(async (work, body) =>
        body.Ids?.Length > MostIds
            ? new Refusal("query.malformed", "ids")
            : new SeenView(await NoticeBoard.SeenAsync(work, call.Person, body.Ids, call.Now)));
}

/// <param name="Kind">Mostly the kind of the entry that tells the same.</param>
/// <param name="Event">Id of that entry; null when only time gave cause.</param>
/// <param name="Subject">Id of the request, grant, session, proposal or person to look at.</param>
/// <param name="Text">One sentence in the caller's language.</param>
sealed record NoticeView(
    string Id, string Kind, string Client, string? Event, string? Subject, string Text, DateTimeOffset At,
    DateTimeOffset? SeenAt)
{
    internal static NoticeView Of(Notice notice, string locale) => new(
        notice.Id, notice.Kind, notice.Client, notice.Event, notice.Subject, NoticeBoard.Say(notice, locale), notice.At,
        notice.SeenAt);
}

/// <param name="Ids">Absent = all.</param>
sealed record SeenBody(string[]? Ids = null);

/// <param name="Seen">How many were new until now.</param>
sealed record SeenView(int Seen);
