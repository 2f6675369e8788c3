using System.Text;
using AccessAudit.Gateway.Ssh.Relay;
using Microsoft.Extensions.Time.Testing;

namespace AccessAudit.Gateway.Ssh.Tests.Relay;

/// <summary>What terminals are told before the access closes.</summary>
public sealed class NoticeTests
{
    [Fact]
    public async Task Five_minutes_and_one_minute_before_the_close_terminals_are_told()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var world = new RelayWorld(
            new RelayOptions { Time = time, KeepAliveEvery = TimeSpan.FromDays(1) },
            new() { ClosesAt = DateTimeOffset.UnixEpoch.AddMinutes(10) });
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Pty());
        await world.GrantAsync(RelayWorld.Request(20, "shell").ToArray());
        Assert.Contains("closes in 5 min", await NextAsync(world, time), StringComparison.Ordinal);
        Assert.InRange((time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMinutes, 5, 5.5);
        Assert.Contains("closes in 1 min", await NextAsync(world, time), StringComparison.Ordinal);
        Assert.InRange((time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMinutes, 9, 9.5);
    }

    // Time passes in the relay's own steps; a barrier through the relay shows that each was taken.
    static async Task<string> NextAsync(RelayWorld world, FakeTimeProvider time)
    {
        for (var steps = 0; steps < 1000; steps++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            for (var turns = 0; turns < 20; turns++)
            {
                world.Client.Say(RelayWorld.Global("keepalive@openssh.com"));
                var heard = await world.Client.HearAsync();
                if (heard.Length > 1)
                {
                    await world.Client.HearAsync();
                    return Encoding.UTF8.GetString(heard);
                }
            }
        }

        throw new TimeoutException("nothing was told");
    }
}
