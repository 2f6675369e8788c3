using System.Reflection;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;
using AccessAudit.Web.Identity;
using AccessAudit.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AccessAudit.Web.Calls;

/// <summary>
/// One call by one person: who, from where, when, and the two things an endpoint does with it: read a snapshot, or put
/// one
/// act before a desk (<c>Call.Act.cs</c>). Endpoints stay one sentence each because the rest is here.
/// </summary>
sealed partial class Call
{
    readonly HttpContext _http;
    readonly IStore _store;
    readonly IHeads _heads;
    readonly TimeProvider _clock;

    Call(HttpContext http, Caller caller, Reach reach)
    {
        _http = http;
        _store = http.RequestServices.GetRequiredService<IStore>().Within(reach);
        _heads = http.RequestServices.GetRequiredService<IHeads>();
        _clock = http.RequestServices.GetRequiredService<TimeProvider>();
        Person = caller.Person;
        Organization = caller.Organization;
        Locale = Problems.Locale.Of(http, caller.Person);
        From = Origins.Of(http);
    }

    internal Person Person { get; }

    internal Organization Organization { get; }

    internal Origin From { get; }

    /// <summary><c>fr</c> or <c>en</c>.</summary>
    internal string Locale { get; }

    internal DateTimeOffset Now => _clock.GetUtcNow();

    internal CancellationToken Gone => _http.RequestAborted;

    /// <summary>Minimal APIs call this; the gate has put the caller there, or the endpoint was not reached.</summary>
    public static ValueTask<Call?> BindAsync(HttpContext http, ParameterInfo parameter) =>
        ValueTask.FromResult<Call?>(Of(http));

    /// <summary>The call of a page; the page's gate has put the caller there.</summary>
    internal static Call Of(HttpContext http) => Of(http, null);

    /// <summary>
    /// The same call, its store without the wall around the caller's organizations: for acts of which others must hear
    /// (a colleague's clients), or that weigh something against all (a contract's names).
    /// </summary>
    internal Call Beyond() => Of(_http, Reach.Everything);

    static Call Of(HttpContext http, Reach? reach)
    {
        var caller = http.Features.Get<Caller>() ?? throw new InvalidOperationException("the gate was passed by");
        return new(http, caller, reach ?? caller.Reach);
    }

    internal async Task<IResult> ReadAsync<T>(Func<IRows, Task<Answer<T>>> read)
    {
        var answer = await _store.ReadAsync(read, Gone);
        return answer.Refusal is { } refusal ? Refuse(refusal) : Results.Json(answer.Value, Api.Json.Options);
    }

    internal Task<IResult> ReadAsync<T>(Func<IRows, Task<T>> read) =>
        ReadAsync<T>(async rows => (Answer<T>)await read(rows));

    /// <summary>A question to the store that the endpoint still has to think about.</summary>
    internal Task<T> AskAsync<T>(Func<IRows, Task<T>> read) => _store.ReadAsync(read, Gone);

    internal Written Refuse(Refusal refusal, string? path = null)
    {
        var problem = Problem.Of(refusal, Locale, path);
        return new Written(problem.Status, problem.ToJson());
    }
}
