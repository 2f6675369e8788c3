using AccessAudit.Refusals;
using AccessAudit.State;
using AccessAudit.Web.Identity;
using AccessAudit.Web.Pages;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Web.Problems;

/// <summary>
/// The outermost layer: what throws and what answers with a bare status becomes a problem too. The text of an exception
/// goes to the operators' log, never to the caller.
/// </summary>
sealed class ProblemPages(RequestDelegate next, ILogger<ProblemPages> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            await AnswerAsync(http, error);
            return;
        }

        if (!http.Response.HasStarted && http.Response.StatusCode >= 400 && http.Response.ContentLength is null
            && (string.IsNullOrEmpty(http.Response.ContentType) || IsUnreadableForm(http)))
        {
            await TellAsync(
                http, new Refusal(IsUnreadableForm(http) ? "form.stale" : CodeOf(http.Response.StatusCode)));
        }
    }

    async Task AnswerAsync(HttpContext http, Exception error)
    {
        http.Response.Clear();
        SecurityHeaders.Set(http);
        switch (error)
        {
            case StoreUnavailableException:
                ProblemLog.StoreUnavailable(logger, error);
                await TellAsync(http, new Refusal("store.unavailable"));
                break;
            case StoreConflictException:
                await TellAsync(http, new Refusal("store.conflict"));
                break;
            case BadHttpRequestException bad:
                await TellAsync(http, new Refusal(CodeOf(bad.StatusCode)));
                break;
            default:
                ProblemLog.Unexpected(logger, error, http.TraceIdentifier);
                await TellAsync(http, new Refusal("call.failed", http.TraceIdentifier));
                break;
        }
    }

    // What the framework answers, with an empty page, to a form that the page does not have (any more).
    static bool IsUnreadableForm(HttpContext http) =>
        http.Response.StatusCode == StatusCodes.Status400BadRequest && HttpMethods.IsPost(http.Request.Method)
        && http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    // Somebody at a page reads a page; everything else reads a problem.
    internal static async Task TellAsync(HttpContext http, Refusal refusal)
    {
        if (CallerGate.Covers(http) || !http.Request.GetTypedHeaders().Accept.Any(
            type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)))
        {
            await Problem.WriteAsync(http, refusal);
            return;
        }

        // The page that failed may have begun to use the request's renderer: this one gets its own. And it is drawn as for
        // a GET: for the post, it would look for the form that was refused.
        await using var scope = http.RequestServices.CreateAsyncScope();
        http.RequestServices = scope.ServiceProvider;
        http.Request.Method = HttpMethods.Get;
        PagePolicy.Set(http);
        await new RazorComponentResult<ErrorDocument>(new { Refusal = refusal })
        {
            StatusCode = RefusalStatus.Of(refusal.Code),
        }.ExecuteAsync(http);
    }

    static string CodeOf(int status) => status switch
    {
        401 => "call.unauthenticated",
        403 => "call.not_allowed",
        404 => "call.not_found",
        405 => "call.method_not_allowed",
        413 => "body.too_large",
        415 => "body.media_type",
        429 => "call.too_many",
        >= 500 => "call.failed",
        _ => "call.malformed",
    };
}

static partial class ProblemLog
{
    [LoggerMessage(LogLevel.Error, "The store cannot be reached; the call was refused and nothing changed")]
    public static partial void StoreUnavailable(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Error, "Call {trace} failed unexpectedly")]
    public static partial void Unexpected(ILogger logger, Exception error, string trace);
}
