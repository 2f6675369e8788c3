// OTLP/HTTP: https://opentelemetry.io/docs/specs/otlp/ ; field numbers: opentelemetry-proto 1.x trace.proto, metrics.proto.
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AccessAudit.Scenarios.Observability;

/// <summary>Receives what a gateway tells its operators, on loopback.</summary>
sealed class Collector : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();
    readonly Task _serving;

    internal Collector()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    internal string Address { get; }

    /// <summary>As an operator sets it.</summary>
    internal Dictionary<string, string?> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
    };

    internal IReadOnlyList<(string Path, byte[] Body)> Received => [.. _received];

    internal IReadOnlyList<Span> Spans =>
    [
        .. Of("/v1/traces").SelectMany(request => request.All(1)).SelectMany(resource => resource.All(2))
            .SelectMany(scope => scope.All(2)).Select(span => new Span(
                span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), Attributes(span, 9),
                [.. span.All(13).Select(link => new Link(link.Hex(1), link.Hex(2), Attributes(link, 4)))])),
    ];

    internal IReadOnlySet<string> Metrics => Of("/v1/metrics").SelectMany(request => request.All(1))
        .SelectMany(resource => resource.All(2)).SelectMany(scope => scope.All(2)).Select(metric => metric.Text(1)).ToHashSet();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    IEnumerable<Protobuf> Of(string path) =>
        _received.Where(one => one.Path == path).Select(one => new Protobuf(one.Body));

    static Dictionary<string, string> Attributes(Protobuf of, int field) => of.All(field).ToDictionary(
        one => one.Text(1), one => one.All(2).Single() is var value && value.Text(1) is { Length: > 0 } text ? text : $"{value.Number(3)}");

    async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var call = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                _received.Enqueue((call.Request.Url!.AbsolutePath, body.ToArray()));
                call.Response.ContentType = "application/x-protobuf";
                call.Response.Close([], willBlock: false);
            }
            catch (Exception end) when (end is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }
}

sealed record Span(
    string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<Link> Links);

sealed record Link(string Trace, string Id, IReadOnlyDictionary<string, string> Attributes);
