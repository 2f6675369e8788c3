using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Search.Index;
using AccessAudit.Web.Api;
using AccessAudit.Web.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Search;

/// <summary>Who touched which data: for the client's reviewers and data protection officer.</summary>
static class SearchEndpoints
{
    const int LongestTerm = 500;

    internal static void Map(IEndpointRouteBuilder api) => api.MapGet("/search", SearchAsync).Produces<AuditPage>();

    static async Task<IResult> SearchAsync(
        Call call, Auditor auditor, string? client = null, string? q = null, string? actor = null,
        string? @object = null, string? dataClass = null, string? action = null, string? from = null, string? to = null, string? cursor = null,
        string? limit = null)
    {
        var asked = client ?? call.Person.Organization;
        if (!await call.AskAsync(rows => PersonDirectory.SeesAsync(rows, call.Person, asked)))
        {
            return call.Refuse(client is null ? new Refusal("call.not_allowed") : new Refusal("client.unknown", asked));
        }

        if (!RoleTable.May(call.Person, Act.Search, asked))
        {
            return call.Refuse(new Refusal("call.not_allowed"));
        }

        if (Fault(("q", q), ("actor", actor), ("object", @object), ("dataClass", dataClass), ("action", action))
            is { } term)
        {
            return call.Refuse(new Refusal("query.malformed", term));
        }

        if (!Query.TryInstant(from, out var since))
        {
            return call.Refuse(new Refusal("query.malformed", "from"));
        }

        if (!Query.TryInstant(to, out var until))
        {
            return call.Refuse(new Refusal("query.malformed", "to"));
        }

        var query = new AuditQuery
        {
            Client = asked,
            Text = q,
            Actor = actor,
            ObjectName = @object,
            DataClass = dataClass,
            Action = action,
            From = since,
            To = until,
        };
        return await auditor.SearchAsync(call, query, cursor, limit);
    }

    static string? Fault(params ReadOnlySpan<(string Name, string? Value)> terms)
    {
        foreach (var (name, value) in terms)
        {
            if (value?.Length > LongestTerm || value?.Any(char.IsControl) == true)
            {
                return name;
            }
        }

        return null;
    }
}
