using System.Diagnostics;
using System.Text;
using AccessAudit.Gateway.Ssh.Relay;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;
using AccessAudit.Sealing.Recordings;
using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Ssh.Tests.Relay;

/// <summary>How a session ends, and what people are told.</summary>
public sealed class EndTests
{
    [Fact]
    public async Task A_cut_tells_the_terminal_and_closes_both_legs_within_a_second()
    {
        await using var world = new RelayWorld();
        await ShellAsync(world);
        var since = Stopwatch.GetTimestamp();
        world.Session.CutNow(SessionEnd.Revoked);
        Assert.Equal(Told("the access was revoked"), await world.Client.HearAsync());
        await world.Client.Ended.Task;
        await world.Target.Ended.Task;
        Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(1));
        Assert.Equal(SessionEnd.Revoked, (await world.EndAsync()).Cause);
        Assert.Equal((DisconnectReason.ByApplication, "the access was revoked"), world.Client.Farewell);
    }

    [Fact]
    public async Task A_cut_closes_within_a_second_even_when_nobody_reads()
    {
        await using var world = new RelayWorld();
        await ShellAsync(world);
        world.Client.Hold();
        world.Target.Say(RelayWorld.Data(10, 100));
        var since = Stopwatch.GetTimestamp();
        world.Session.CutNow(SessionEnd.Killed);
        await world.Client.Ended.Task;
        await world.Target.Ended.Task;
        Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(1));
        world.Client.Release();
    }

    [Fact]
    public async Task Texts_never_enter_a_data_stream()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Exec("tar c /"));
        world.Session.CutNow(SessionEnd.Revoked);
        await world.EndAsync();
        Assert.False(world.Client.HasHeard);
        Assert.Equal("the access was revoked", world.Client.Farewell!.Value.Text);
    }

    [Fact]
    public async Task Texts_use_only_the_reserve_and_what_the_client_reads_of_them_refills_it()
    {
        await using var world = new RelayWorld();
        await ShellAsync(world);
        world.Client.Say(RelayWorld.Request(20, "auth-agent-req@openssh.com", wantReply: false).ToArray());
        var text = await world.Client.HearAsync();
        Assert.Equal(Message.ChannelExtendedData, text[0]);
        var length = (uint)text.Length - 13;

        // Less than the text: all of it ours. Then the rest of the text, and 100 for the target.
        world.Client.Say(RelayWorld.Adjust(20, length - 10));
        world.Client.Say(RelayWorld.Adjust(20, 110));
        Assert.Equal(RelayWorld.Adjust(20, 100), await world.Target.HearAsync());
        await world.PassesToTargetAsync(RelayWorld.Adjust(20, 50));
    }

    [Fact]
    public async Task What_was_refused_before_the_terminal_is_told_when_it_starts()
    {
        await using var world = new RelayWorld();
        world.Client.Say(new SshWriter(Message.GlobalRequest).Text("tcpip-forward").Boolean(true).Text("").UInt32(80).ToArray());
        Assert.Equal(Packets.RequestFailure, await world.Client.HearAsync());
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Pty());
        await world.GrantAsync(RelayWorld.Request(20, "shell").ToArray());
        Assert.Contains("forwarding", Encoding.UTF8.GetString(await world.Client.HearAsync()), StringComparison.Ordinal);
        await world.LeaveAsync();
        var fact = Assert.Single(world.Session.Facts("session.forward_refused"));
        Assert.Equal(":80", fact.Content["what"]);
    }

    [Fact]
    public async Task The_targets_leave_is_told_with_its_reason()
    {
        await using var world = new RelayWorld();
        await ShellAsync(world);
        world.Target.Leave();
        Assert.Equal(SessionEnd.Target, (await world.EndAsync()).Cause);
        Assert.Contains("the target closed the connection", world.Client.Farewell!.Value.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateways_stop_is_told()
    {
        await using var world = new RelayWorld(session: new() { Locale = "fr" });
        await ShellAsync(world);
        world.Stop();
        Assert.Equal(Told("la passerelle s'arrête"), await world.Client.HearAsync());
        Assert.Equal(SessionEnd.Drain, (await world.EndAsync()).Cause);
        Assert.Equal("la passerelle s'arrete", world.Client.Farewell!.Value.Text);
        await world.Session.EndAsync(SessionEnd.Drain, CancellationToken.None);
        Assert.Equal("la passerelle s'arrête"u8.ToArray(), world.Session.Recorded(RecordKind.Note));
    }

    [Fact]
    public async Task A_silent_side_is_asked_three_times_and_then_given_up()
    {
        await using var world = new RelayWorld(new()
        {
            KeepAliveEvery = TimeSpan.FromMilliseconds(50),
        });
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Packets.KeepAlive, await world.Target.HearAsync());
        }

        var end = await world.EndAsync();
        Assert.EndsWith("is silent", end.Detail, StringComparison.Ordinal);
    }

    static byte[] Told(string text) => RelayWorld.Extended(10, Encoding.UTF8.GetBytes($"\r\n[AccessAudit] {text}\r\n"));

    static async Task ShellAsync(RelayWorld world)
    {
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Pty());
        await world.GrantAsync(RelayWorld.Request(20, "shell").ToArray());
    }
}
