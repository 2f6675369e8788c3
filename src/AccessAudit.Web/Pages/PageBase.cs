using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;
using AccessAudit.Web.Calls;
using AccessAudit.Web.Identity;
using AccessAudit.Web.Wording;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.Pages;

/// <summary>
/// What every page has: the call of the person who looks at it, the words in their language, and the instant at which it
/// is drawn. Pages are drawn on the server and do not live on; every link and form is a new call.
/// </summary>
public abstract class PageBase : WordedBase
{
    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    internal Call Call => field ??= Call.Of(Http);

    internal Person Me => Call.Person;

    internal DateTimeOffset Now => _now ??= Call.Now;

    DateTimeOffset? _now;

    /// <summary>Why the last post changed nothing, for <c>RefusalNote</c>.</summary>
    internal Refusal? Refused { get; set; }

    /// <summary>The form's <c>once</c>: the one that came with the post, or a new one.</summary>
    internal string Once => field ??= Posted("once") is { Length: > 0 } once ? once : Ids.New() + Ids.New();

    internal bool May(Act act, string? client = null) => RoleTable.May(Me, act, client ?? Me.Organization);

    /// <summary>A field of the post; null when there is no post, or no such field in it.</summary>
    internal string? Posted(string name) =>
        Http.Request.HasFormContentType && Http.Request.Form.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>Puts a form's act before a desk, and goes where it leads; a refusal is kept for the page to say.</summary>
    /// <param name="beyond">For an act as <see cref="Calls.Call.Beyond"/> says.</param>
    internal async Task SendAsync(Func<IWork, Task<Answer<string>>> decide, bool code = false, bool beyond = false)
    {
        var answer = await (beyond ? Call.Beyond() : Call).PostAsync(Once, code, decide);
        if (answer.Refusal is { } refusal)
        {
            Refused = refusal;
            return;
        }

        Navigation.NavigateTo(answer.Value!);
    }

    /// <summary>The page that is not there for this person; nor are its forms.</summary>
    internal void NotFound()
    {
        if (HttpMethods.IsPost(Http.Request.Method))
        {
            throw new BadHttpRequestException("no such page", StatusCodes.Status404NotFound);
        }

        Navigation.NotFound();
    }
}

/// <summary>Whoever speaks to the reader.</summary>
public abstract class WordedBase : ComponentBase
{
    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    /// <summary>A refusal's sentence, with the form's word for a field instead of the API's.</summary>
    internal string Explain(Refusal refusal) => RefusalTexts.Say(
        refusal.Code.StartsWith("text.", StringComparison.Ordinal) && refusal.Arguments is ["reason" or "text", ..]
            ? refusal with { Arguments = [W[$"field.{refusal.Arguments[0]}"], .. refusal.Arguments[1..]] }
            : refusal,
        W.Locale);

    internal Words W => field ??= Words.In(PageLocale.Of(Http, Http.Features.Get<Caller>()?.Person));
}
