using AccessAudit.Gateway.Ssh.Relay;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Tests.Relay;

public sealed class ChannelTests
{
    [Fact]
    public async Task Data_passes_unchanged_both_ways_and_each_end_of_stream_for_itself()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Exec("cat"));
        await world.PassesToTargetAsync(RelayWorld.Data(20, "in"u8));
        await world.PassesToTargetAsync(RelayWorld.Numbered(Message.ChannelEof, 20));
        await world.PassesToClientAsync(RelayWorld.Data(10, "out"u8));
        await world.PassesToClientAsync(RelayWorld.Extended(10, "err"u8));
        await world.PassesToClientAsync(RelayWorld.Request(10, "exit-status", wantReply: false).UInt32(7).ToArray());
        await world.PassesToClientAsync(RelayWorld.Numbered(Message.ChannelEof, 10));
        await world.PassesToClientAsync(RelayWorld.Numbered(Message.ChannelClose, 10));
        await world.PassesToTargetAsync(RelayWorld.Numbered(Message.ChannelClose, 20));
        await world.LeaveAsync();

        Assert.Equal(["session.channel_opened", "session.command", "session.channel_closed"], world.Session.Kinds);
        var closed = world.Session.Facts("session.channel_closed")[0].Details;
        Assert.Equal((7L, 2L, 6L), (closed["exit"], closed["bytes_up"], closed["bytes_down"]));
    }

    [Fact]
    public async Task The_window_that_the_target_hears_keeps_a_reserve_for_our_texts()
    {
        await using var world = new RelayWorld();
        world.Client.Say(RelayWorld.Open(window: 100_000, maxPacket: int.MaxValue));
        Assert.Equal(RelayWorld.Open(window: 100_000 - RelayChannel.Reserve, maxPacket: 65_536), await world.Target.HearAsync());
        world.Target.Say(RelayWorld.Confirm(maxPacket: int.MaxValue));
        Assert.Equal(RelayWorld.Confirm(maxPacket: 65_536), await world.Client.HearAsync());
    }

    [Fact]
    public async Task More_data_of_the_client_than_granted_ends_the_connection()
    {
        await using var world = new RelayWorld();
        await StartedAsync(world);
        for (var i = 0; i < 3; i++)
        {
            await world.PassesToTargetAsync(RelayWorld.Data(20, 32_768));
        }

        world.Target.Say(RelayWorld.Adjust(10, 30_000));
        Assert.Equal(RelayWorld.Adjust(10, 30_000), await world.Client.HearAsync());
        await world.PassesToTargetAsync(RelayWorld.Data(20, 31_696));
        world.Client.Say(RelayWorld.Data(20, 1));
        await world.EndsByAsync(Side.Client);
    }

    [Fact]
    public async Task More_data_of_the_target_than_granted_ends_the_connection()
    {
        await using var world = new RelayWorld();
        await StartedAsync(world);
        for (var i = 0; i < 2; i++)
        {
            await world.PassesToClientAsync(RelayWorld.Data(10, 32_768));
        }

        await world.PassesToClientAsync(RelayWorld.Data(10, (int)RelayWorld.Window - RelayChannel.Reserve - 65_536));
        world.Target.Say(RelayWorld.Data(10, 1));
        await world.EndsByAsync(Side.Target);
        Assert.False(world.Client.HasHeard);
    }

    [Fact]
    public async Task A_packet_above_the_announced_size_ends_the_connection()
    {
        await using var world = new RelayWorld();
        await StartedAsync(world);
        world.Target.Say(RelayWorld.Data(10, 32_769));
        await world.EndsByAsync(Side.Target);
    }

    [Fact]
    public async Task A_window_cannot_overflow()
    {
        await using var world = new RelayWorld();
        await StartedAsync(world);
        world.Client.Say(RelayWorld.Adjust(20, uint.MaxValue));
        await world.EndsByAsync(Side.Client);
    }

    [Theory]
    [InlineData(Message.ChannelData)]
    [InlineData(Message.ChannelEof)]
    public async Task Nothing_follows_the_end_of_a_stream(byte number)
    {
        await using var world = new RelayWorld();
        await StartedAsync(world);
        await world.PassesToClientAsync(RelayWorld.Numbered(Message.ChannelEof, 10));
        world.Target.Say(number == Message.ChannelData ? RelayWorld.Data(10, 1) : RelayWorld.Numbered(number, 10));
        await world.EndsByAsync(Side.Target);
    }

    [Fact]
    public async Task A_closed_channel_is_unknown_to_who_closed_it_and_drains_for_the_other()
    {
        await using var world = new RelayWorld();
        await StartedAsync(world);
        await world.PassesToClientAsync(RelayWorld.Numbered(Message.ChannelClose, 10));
        // The client has not seen it yet.
        await world.PassesToTargetAsync(RelayWorld.Data(20, 5));
        world.Target.Say(RelayWorld.Data(10, 1));
        await world.EndsByAsync(Side.Target);
    }

    [Fact]
    public async Task Data_before_a_program_ends_the_connection()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        world.Target.Say(RelayWorld.Data(10, 1));
        await world.EndsByAsync(Side.Target);
    }

    [Fact]
    public async Task An_open_is_confirmed_once()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        world.Target.Say(RelayWorld.Confirm());
        await world.EndsByAsync(Side.Target);
    }

    [Fact]
    public async Task The_eleventh_channel_is_refused_and_a_closed_one_makes_room()
    {
        await using var world = new RelayWorld();
        for (var i = 0u; i < 10; i++)
        {
            await world.OpenAsync(client: 100 + i, target: 200 + i);
        }

        world.Client.Say(RelayWorld.Open(number: 110));
        Assert.Equal(
            new SshWriter(Message.ChannelOpenFailure).UInt32(110).UInt32(4).ToArray(), (await world.Client.HearAsync())[..9]);
        await world.PassesToTargetAsync(RelayWorld.Numbered(Message.ChannelClose, 205));
        await world.PassesToClientAsync(RelayWorld.Numbered(Message.ChannelClose, 105));
        await world.OpenAsync(client: 110, target: 205);
    }

    [Fact]
    public async Task No_channel_opens_once_the_grant_has_ended()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        world.Session.Allowed = false;
        world.Client.Say(RelayWorld.Open(number: 11));
        Assert.Equal(
            new SshWriter(Message.ChannelOpenFailure).UInt32(11).UInt32(1).ToArray(), (await world.Client.HearAsync())[..9]);
        Assert.False(world.Target.HasHeard);
        await world.LeaveAsync();
        Assert.Single(world.Session.Facts("session.channel_refused"));
    }

    [Fact]
    public async Task A_failed_open_of_the_target_reaches_the_client_cleaned()
    {
        await using var world = new RelayWorld();
        world.Client.Say(RelayWorld.Open());
        await world.Target.HearAsync();
        world.Target.Say(new SshWriter(Message.ChannelOpenFailure).UInt32(10).UInt32(2).Text("no\u001b[2J").Text("")
            .ToArray());
        Assert.Equal(
            new SshWriter(Message.ChannelOpenFailure).UInt32(10).UInt32(2).Text("no\\u{1b}[2J").Text("").ToArray(),
            await world.Client.HearAsync());
        // The number is free again.
        await world.OpenAsync();
    }

    [Fact]
    public async Task A_second_program_on_a_channel_is_refused_while_one_runs()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Exec("scp -t /tmp"));
        world.Client.Say(RelayWorld.Exec("bash -i"));
        Assert.Equal(RelayWorld.Numbered(Message.ChannelFailure, 10), await world.Client.HearAsync());
        Assert.False(world.Target.HasHeard);
    }

    [Fact]
    public async Task After_a_failed_start_another_may_be_tried()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.PassesToTargetAsync(RelayWorld.Request(20, "subsystem").Text("sftp").ToArray());
        await world.PassesToClientAsync(RelayWorld.Numbered(Message.ChannelFailure, 10));
        await world.GrantAsync(RelayWorld.Exec("/usr/lib/openssh/sftp-server"));
        await world.LeaveAsync();
        Assert.Equal(
            ["sftp", "sftp"], world.Session.Facts("session.command").Select(fact => fact.Details["class"]));
    }

    [Fact]
    public async Task Terminal_sizes_are_bounded_and_unknown_stays_unknown()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        world.Client.Say(RelayWorld.Pty(columns: 70_000, rows: 0));
        Assert.Equal(RelayWorld.Pty(columns: 1000, rows: 0), await world.Target.HearAsync());
    }

    static async Task StartedAsync(RelayWorld world)
    {
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Exec("cat"));
    }
}
