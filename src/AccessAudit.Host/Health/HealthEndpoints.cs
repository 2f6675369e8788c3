namespace AccessAudit.Host.Health;

/// <summary>For balancers and operators: that the process lives, and that it may be given work. No secrets, no
/// names.</summary>
static class HealthEndpoints
{
    internal static void Map(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).ExcludeFromDescription();
        app.MapGet("/health/ready", async (Readiness readiness, CancellationToken ct) =>
        {
            var checks = await readiness.CheckAsync(ct);
            var ready = checks.All(check => check.Trouble is null);
            return Results.Json(
                new
                {
                    status = ready ? "ready" : "not_ready",
                    checks = checks.ToDictionary(check => check.Name, check => check.Trouble ?? "ok"),
                },
                statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).ExcludeFromDescription();
    }
}
