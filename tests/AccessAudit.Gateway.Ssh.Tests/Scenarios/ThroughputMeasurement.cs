using System.Diagnostics;
using System.Globalization;
using AccessAudit.Gateway.Ssh.Tests.Support;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Tests.Scenarios;

/// <summary>A figure, not a verdict: run it in Release with `--explicit only`.</summary>
public sealed class ThroughputMeasurement(ITestOutputHelper output)
{
    [Theory(Explicit = true)]
    [InlineData("aes128-gcm@openssh.com", 32 * 1024)]
    [InlineData("aes256-gcm@openssh.com", 32 * 1024)]
    [InlineData("aes256-ctr", 32 * 1024)]
    [InlineData("aes128-gcm@openssh.com", 1024)]
    [InlineData("aes256-ctr", 1024)]
    [InlineData("aes128-gcm@openssh.com", 64)]
    public async Task Client_seals_and_server_opens(string cipher, int size)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var pair = await Pair.AuthenticatedAsync(
            ct, Pair.ClientOptions with { Ciphers = [cipher], Macs = ["hmac-sha2-256-etm@openssh.com"] });
        var payload = new byte[size];
        payload[0] = Message.ChannelData;
        var count = (size > 10_000 ? 1024L : 64) * 1024 * 1024 / size;
        await RunAsync(count / 8);
        var allocated = GC.GetTotalAllocatedBytes();
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var wall = Stopwatch.StartNew();

        await RunAsync(count);

        var cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        var mebibytes = count * size / 1048576.0;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{cipher} {size} B: {mebibytes / cpu:F0} MiB per CPU-second, {mebibytes / wall.Elapsed.TotalSeconds:F0} "
            + $"MiB/s, {(GC.GetTotalAllocatedBytes() - allocated) / (double)count:F1} bytes allocated per packet"));

        async Task RunAsync(long packets)
        {
            var sending = Task.Run(async () =>
            {
                for (var i = 0L; i < packets; i++)
                {
                    await pair.Client.WriteAsync(payload, ct);
                }

                await pair.Client.FlushAsync(ct);
            }, ct);
            for (var i = 0L; i < packets; i++)
            {
                await pair.Server.ReadAsync(ct);
            }

            await sending;
        }
    }
}
