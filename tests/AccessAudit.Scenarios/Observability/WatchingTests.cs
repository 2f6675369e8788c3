using System.Text;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Observability;

/// <summary>What an operator's collector is told of a working day, and what it is not.</summary>
public sealed class WatchingTests
{
    static readonly string[] Promised =
    [
        "accessaudit.session.active", "accessaudit.session.start.duration", "accessaudit.otp.failures",
        "accessaudit.ledger.outbox.size", "accessaudit.ledger.outbox.age", "accessaudit.ledger.commit_to_head.duration",
        "accessaudit.ledger.head.age", "accessaudit.recording.spool.bytes", "accessaudit.projector.lag",
        "accessaudit.lease.epoch", "http.server.request.duration",
    ];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_followed_from_the_call_to_the_signed_head_and_the_index_and_nobody_is_named()
    {
        Tool.Needs("ssh", "sshd");
        await using var collector = new Collector();
        await using var house = await SshHouse.OpenAsync("tech1");
        await house.World.Gateway.StopAsync();
        await house.World.StartGatewayAsync(collector.Settings);

        await house.KeyAsync("tech1", Ct);
        var approver = house.World.Approver("approver1");
        var wrong = await approver.PostAsync(
            "grants/none/revoke", new() { ["reason"] = "Quagmire in the backup tape" }, Ct);
        Assert.Equal(404, wrong.Status);
        var grant = await house.GrantAsync("tech1", "approver1", Ct, reason: "Quagmire in the backup tape");
        var ran = await house.SshAsync(
            "tech1", "tech1+files", "echo zephyr", (await house.World.Technician("tech1").PhoneAsync(Ct)).Wrong(),
            await house.World.Technician("tech1").CodeAsync(Ct));
        Assert.True(ran.Exit == 0, ran.Error);
        await house.SessionAsync(grant, "sealed", Ct);
        (await house.World.Reviewer("rachel").GetAsync("search?q=quagmire&actor=tech1", Ct)).Must(200);

        // The call, and the decision within it.
        var call = await SpanAsync(span => span.Attributes.GetValueOrDefault("http.route") == "/api/v1/requests/{id}/approve");
        var decision = await SpanAsync(span => span.Name == "accessaudit.decide" && span.Trace == call.Trace);
        Assert.Equal(call.Id, decision.Parent);

        // The head that covers it says where: the very entry of the log.
        var head = await SpanAsync(span => span.Name == "accessaudit.head" && span.Links.Any(link => link.Id == decision.Id));
        var places = head.Links.Where(link => link.Id == decision.Id)
            .Select(link => int.Parse(link.Attributes["accessaudit.log.index"], System.Globalization.CultureInfo.InvariantCulture));
        var log = await house.LogAsync(Ct);
        Assert.Contains("approval.approved", places.Select(place => log[place]["k"]!.GetValue<string>()));

        // And the index read on from that head.
        await SpanAsync(span => span.Name == "accessaudit.project"
            && span.Links.Any(link => link.Trace == head.Trace && link.Id == head.Id));

        // A session is followed in the same way.
        var admitted = await SpanAsync(
            span => span.Name == "accessaudit.admit" && span.Attributes.GetValueOrDefault("accessaudit.outcome") == "ok");
        var opened = await SpanAsync(span => span.Parent == admitted.Id && span.Name == "accessaudit.decide");
        await SpanAsync(span => span.Name == "accessaudit.head" && span.Links.Any(link => link.Id == opened.Id));

        await Eventually.GetAsync(() => Task.FromResult(Promised.All(collector.Metrics.Contains) ? "all" : null), Ct);
        await house.World.Gateway.StopAsync();
        string[] secrets =
        [
            "uagmire", "zephyr", "tech1", "approver1", "rachel", "linique", "files",
            house.World.Technician("tech1").TotpSecret!, await approver.TokenAsync(Ct),
        ];
        foreach (var (path, body) in collector.Received)
        {
            // Of addresses, metrics tell on which of its own the server listens; spans tell none.
            foreach (var secret in path == "/v1/traces" ? [.. secrets, "127.0.0.1", "::1"] : secrets)
            {
                Assert.True(body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"the collector was told {secret}");
            }
        }

        Task<Span> SpanAsync(Func<Span, bool> so) =>
            Eventually.GetAsync(() => Task.FromResult(collector.Spans.FirstOrDefault(so)), Ct);
    }

    [Fact]
    public async Task A_collector_that_is_away_disturbs_nobody()
    {
        await using var world = await World.StartAsync();
        await world.Gateway.StopAsync();
        string gone;
        await using (var collector = new Collector())
        {
            gone = collector.Address;
        }

        await world.StartGatewayAsync(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = gone,
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        });
        var (ana, elsa) = (world.Technician("ana"), world.Approver("elsa"));
        var approved = await elsa.ApproveAsync(await ana.AskAsync("clinique", "clinique-dossiers", Ct), Ct);
        Assert.NotNull(approved["grant"]);
    }
}
