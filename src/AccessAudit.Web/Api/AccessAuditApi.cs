using System.Threading.RateLimiting;
using AccessAudit.Refusals;
using AccessAudit.Web.Clients;
using AccessAudit.Web.Grants;
using AccessAudit.Web.Identity;
using AccessAudit.Web.Live;
using AccessAudit.Web.Logs;
using AccessAudit.Web.Me;
using AccessAudit.Web.Pages;
using AccessAudit.Web.People;
using AccessAudit.Web.Problems;
using AccessAudit.Web.Proposals;
using AccessAudit.Web.Requests;
using AccessAudit.Web.Search;
using AccessAudit.Web.Sessions;
using AccessAudit.Web.Setup;
using AccessAudit.Web.SignIn;
using AccessAudit.Web.Ssh;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AccessAudit.Web.Api;

/// <summary>The HTTP API under <c>/api/v1</c>, described at <c>/openapi/v1.json</c>.</summary>
public static class AccessAuditApi
{
    /// <summary>The largest body that any call takes.</summary>
    public const int MaxBodyBytes = Calls.Body.MaxBytes;

    /// <summary>
    /// Adds what the API needs of its own. The host adds the desks, <c>IStore</c>, <c>IHeads</c>, <c>ILogPages</c>,
    /// <c>IAuditIndex</c>, <c>IRecordingShelf</c>, <c>ISecretSeal</c>, <c>SshHostKeys</c> and <c>TimeProvider</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The settings have errors; the message lists them.</exception>
    public static IServiceCollection AddAccessAuditApi(this IServiceCollection services, ApiSettings settings)
    {
        if (string.Join("; ", settings.Errors()) is { Length: > 0 } errors)
        {
            throw new ArgumentException(errors, nameof(settings));
        }

        TokenSchemes.Add(services, settings.Authorities);
        services.AddAccessAuditSignIn(settings);
        services.AddSingleton(settings).AddSingleton<Auditor>();
        services.AddSingleton<LiveMarks>().AddSingleton<LiveStreams>();
        services.AddPages();
        services.AddOpenApi("v1");
        services.AddRateLimiter(limits =>
        {
            limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => Share(http, settings));
            limits.OnRejected = async (rejected, _) =>
                await Problem.WriteAsync(rejected.HttpContext, new Refusal("call.too_many"));
        });
        return services;
    }

    /// <summary>The order is the meaning: problems outermost, then headers, then the gate, then the share, then the
    /// calls.</summary>
    public static void UseAccessAuditApi(this WebApplication app)
    {
        app.UsePublicAddress(app.Services.GetRequiredService<ApiSettings>());
        app.Use((http, next) =>
        {
            SecurityHeaders.Set(http);
            return next(http);
        });
        app.UseMiddleware<ProblemPages>();
        app.UseRouting();
        app.UseWhen(CallerGate.Covers, gated => gated.UseMiddleware<CallerGate>());
        app.UseAccessAuditSignIn();
        app.UsePagePolicy();
        app.UseRateLimiter();
        app.UseRoomForContracts();
        app.UseAntiforgery();
        app.UseFormTokens();

        var api = app.MapGroup("/api/v1");
        MeEndpoints.Map(api);
        NoticeEndpoints.Map(api);
        ClientEndpoints.Map(api);
        PeopleEndpoints.Map(api);
        SetupEndpoints.Map(api);
        ProposalEndpoints.Map(api);
        RequestEndpoints.Map(api);
        GrantEndpoints.Map(api);
        SessionEndpoints.Map(api);
        SearchEndpoints.Map(api);
        LogEndpoints.Map(api);
        SshEndpoints.Map(api);
        TerminalSignIn.Map(api);
        app.MapOpenApi("/openapi/{documentName}.json");
        LiveEndpoint.Map(app);
        app.MapPages();
    }

    // In this process's memory: it protects the process. What must hold for all of them (wrong codes) is counted in the
    // store.
    static RateLimitPartition<string> Share(HttpContext http, ApiSettings settings) =>
        http.Features.Get<Caller>() is { } caller
            ? RateLimitPartition.GetTokenBucketLimiter(
                $"{caller.Person.Organization}/{caller.Person.Id}",
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = settings.CallsPerMinute,
                    TokensPerPeriod = Math.Max(1, settings.CallsPerMinute / 60),
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                })
            : RateLimitPartition.GetNoLimiter("");
}
