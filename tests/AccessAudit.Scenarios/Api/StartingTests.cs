using AccessAudit.Host.Running;
using AccessAudit.Refusals;
using AccessAudit.Scenarios.Stage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AccessAudit.Scenarios.Api;

/// <summary>A program that is set up wrongly says everything that is wrong, and does not start.</summary>
public sealed class StartingTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_wrong_setting_is_listed_and_nothing_starts()
    {
        await using var ran = await Binary.RunAsync(
            "accessaudit-host",
            new Dictionary<string, string?>
            {
                ["ACCESSAUDIT__Stroage__Provider"] = "sqlite",
                ["ACCESSAUDIT__Identity__Authorities__0__Issuer"] = "http://login.example/",
                ["ACCESSAUDIT__Identity__Authorities__0__Audiance"] = "x",
                ["ACCESSAUDIT__Web__Urls"] = "http://0.0.0.0:5080",
                ["ACCESSAUDIT__Elasticsearch__Url"] = "http://localhost:9200",
            },
            "serve");
        Assert.Equal(78, ran.Exit);
        foreach (var wrong in new[]
        {
            "Stroage is not a setting", "Audiance is not a setting", "without TLS", "in clear", "Elasticsearch:Url",
        })
        {
            Assert.Contains(wrong, ran.Output);
        }
    }

    [Theory]
    [InlineData("Production", "http://localhost:5999", "it is for development")]
    [InlineData("Development", "http://0.0.0.0:5999", "not a loopback address")]
    public async Task The_development_identity_provider_meets_nobody_but_loopback_in_development(
        string environment, string url, string why)
    {
        await using var ran = await Binary.RunAsync(
            "accessaudit-identity-dev", new Dictionary<string, string?> { ["ASPNETCORE_ENVIRONMENT"] = environment },
            "--Url", url, "--Users", "/nonexistent", "--Data", Path.GetTempPath());
        Assert.Equal(78, ran.Exit);
        Assert.Contains(why, ran.Output);
    }

    [Theory]
    [InlineData("dance")]
    [InlineData("contract")]
    [InlineData("serve", "--config", "/nonexistent")]
    [InlineData("credential", "set", "--target", "t")]
    public async Task A_command_line_that_makes_no_sense_shows_the_usage(params string[] arguments)
    {
        await using var ran = await Binary.RunAsync(
            "accessaudit-host",
            new Dictionary<string, string?>
            {
                ["ACCESSAUDIT__Identity__Authorities__0__Issuer"] = "https://login.example/",
            },
            arguments);
        Assert.Equal(2, ran.Exit);
        Assert.Contains("usage:", ran.Output);
    }

    [Fact]
    public async Task A_duty_that_ends_takes_the_process_with_it()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Services.AddDuty("A duty", (_, _) => Task.CompletedTask);
        using var host = builder.Build();
        await host.StartAsync(Ct);
        await host.WaitForShutdownAsync(Ct);
        var duty = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().Single();
        Assert.True(duty.ExecuteTask!.IsFaulted);
    }

    [Fact]
    public void Every_refusal_of_the_api_has_its_sentence_in_both_languages()
    {
        foreach (var code in Web.Problems.RefusalStatus.Table.Keys)
        {
            Assert.NotNull(RefusalTexts.Find(code, "fr"));
            Assert.NotNull(RefusalTexts.Find(code, "en"));
        }
    }
}
