using AccessAudit.Web.Problems;
using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.Calls;

/// <summary>An answer whose JSON is written already: what a retry gets is the same bytes.</summary>
sealed record Written(int Status, string Body) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = Status < 400 ? "application/json; charset=utf-8" : Problem.ContentType;
        if (Status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = Problem.RetrySeconds;
        }

        return httpContext.Response.WriteAsync(Body, httpContext.RequestAborted);
    }
}
