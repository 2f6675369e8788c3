using System.Diagnostics;
using System.Text;
using AccessAudit.Gateway.Ssh.Tests.Support;

namespace AccessAudit.Gateway.Ssh.Tests.Scenarios;

/// <summary>Memory stays where it is, however much passes.</summary>
[Collection(nameof(Alone))]
public sealed class BulkTests(ITestOutputHelper output)
{
    const long Gibibyte = 1L << 30;

    [Fact]
    public async Task A_gibibyte_up_and_down_grows_the_gateway_by_less_than_ten_mebibytes()
    {
        Assert.SkipWhen(!File.Exists("/bin/sh"), "no shell");
        await using var world = await GatewayWorld.StartAsync();
        world.Door.Window = true;
        var ssh = $"ssh -F {world.Files.PathOf("config")} -c aes128-gcm@openssh.com gw";
        await PassAsync(world, ssh, Gibibyte / 16);
        var process = Process.GetCurrentProcess();
        var before = process.WorkingSet64;
        var cpu = process.TotalProcessorTime;
        var since = Stopwatch.GetTimestamp();
        await PassAsync(world, ssh, Gibibyte);
        process.Refresh();
        output.WriteLine(
            $"2 GiB in {Stopwatch.GetElapsedTime(since)}, CPU {process.TotalProcessorTime - cpu}, "
            + $"memory {before / 1048576} to {process.WorkingSet64 / 1048576} MiB");
        Assert.True(
            process.WorkingSet64 - before < 10 * 1024 * 1024, $"grew from {before} to {process.WorkingSet64}");
    }

    static async Task PassAsync(GatewayWorld world, string ssh, long bytes)
    {
        var up = await world.RunAsync("/bin/sh", ["-c", $"head -c {bytes} /dev/zero | {ssh} 'wc -c'"]);
        Assert.Equal($"{bytes}", Encoding.ASCII.GetString(up.Output).Trim());
        var down = await world.RunAsync("/bin/sh", ["-c", $"{ssh} 'head -c {bytes} /dev/zero' | wc -c"]);
        Assert.Equal($"{bytes}", Encoding.ASCII.GetString(down.Output).Trim());
    }
}

/// <summary>Runs after all others: what they allocate in the same process is not the gateway's.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
