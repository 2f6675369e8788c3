namespace AccessAudit.Host.Running;

/// <summary>
/// A thing the process does as long as it lives. When it ends before its time the process ends with it: a gateway whose
/// sequencer or watch is gone must not go on alone.
/// </summary>
sealed class Duty(string name, Func<CancellationToken, Task> run, ILogger<Duty> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await run(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            HostLog.DutyFailed(logger, error, name);
            throw;
        }

        if (!stoppingToken.IsCancellationRequested)
        {
            HostLog.DutyEnded(logger, name);
            throw new InvalidOperationException($"{name} ended before its time");
        }
    }
}

static class DutyServices
{
    internal static IServiceCollection AddDuty(
        this IServiceCollection services, string name, Func<IServiceProvider, CancellationToken, Task> run) =>
        services.AddSingleton<IHostedService>(provider => new Duty(
            name, ct => run(provider, ct), provider.GetRequiredService<ILogger<Duty>>()));
}
