using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Tests.Relay;

/// <summary>Replies carry no number, so a refusal of the gateway has to wait for its turn without holding anyone
/// up.</summary>
public sealed class ReplyOrderTests
{
    [Fact]
    public async Task A_refusal_is_told_after_the_answers_before_it_and_holds_nobody_up()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.PassesToTargetAsync(RelayWorld.Pty());
        world.Client.Say(RelayWorld.Request(20, "x11-req").Boolean(false).Text("p").Text("c").UInt32(0).ToArray());
        world.Client.Say(RelayWorld.Request(20, "auth-agent-req@openssh.com").ToArray());
        // The refused ones wait, what comes after them is already with the target.
        await world.PassesToTargetAsync(RelayWorld.Request(20, "shell").ToArray());
        Assert.False(world.Client.HasHeard);

        world.Target.Say(RelayWorld.Numbered(Message.ChannelSuccess, 10));
        Assert.Equal(Message.ChannelSuccess, (await world.Client.HearAsync())[0]);
        Assert.Equal(RelayWorld.Numbered(Message.ChannelFailure, 10), await world.Client.HearAsync());
        Assert.Equal(RelayWorld.Numbered(Message.ChannelFailure, 10), await world.Client.HearAsync());
        Assert.False(world.Client.HasHeard);
        await world.PassesToClientAsync(RelayWorld.Numbered(Message.ChannelSuccess, 10));
    }

    [Fact]
    public async Task A_keepalive_of_the_target_waits_for_the_clients_answer_before_it()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.PassesToClientAsync(RelayWorld.Request(10, "exit-status").UInt32(0).ToArray());
        world.Target.Say(RelayWorld.Request(10, "keepalive@openssh.com").ToArray());
        await world.PassesToClientAsync(RelayWorld.Request(10, "eow@openssh.com", wantReply: false).ToArray());
        Assert.False(world.Target.HasHeard);
        await world.PassesToTargetAsync(RelayWorld.Numbered(Message.ChannelFailure, 20));
        Assert.Equal(RelayWorld.Numbered(Message.ChannelFailure, 20), await world.Target.HearAsync());
    }

    [Fact]
    public async Task While_a_leg_exchanges_keys_its_requests_are_still_read_and_answered_later()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        world.Client.Hold();
        for (var i = 0; i < 50; i++)
        {
            world.Client.Say(RelayWorld.Global("keepalive@openssh.com"));
        }

        await world.PassesToTargetAsync(RelayWorld.Exec("true"));
        Assert.False(world.Client.HasHeard);
        world.Client.Release();
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(Gateway.Ssh.Relay.Packets.RequestFailure, await world.Client.HearAsync());
        }

        await world.PassesToClientAsync(RelayWorld.Numbered(Message.ChannelSuccess, 10));
    }

    [Fact]
    public async Task What_precedes_a_key_exchange_in_the_same_read_is_not_left_behind()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Exec("cat"));
        world.Client.Say(RelayWorld.Data(20, "last words"u8));
        world.Client.SayInside();
        Assert.Equal(RelayWorld.Data(20, "last words"u8), await world.Target.HearAsync());
    }

    [Fact]
    public async Task Who_asks_without_end_and_reads_no_answer_is_not_served()
    {
        await using var world = new RelayWorld();
        world.Client.Hold();
        for (var i = 0; i < 2000; i++)
        {
            world.Client.Say(RelayWorld.Global("keepalive@openssh.com"));
        }

        await world.EndsByAsync(Gateway.Ssh.Relay.Side.Client);
    }

    [Fact]
    public async Task Too_many_unanswered_requests_end_the_connection()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        for (var i = 0; i < 300; i++)
        {
            world.Client.Say(RelayWorld.Request(20, "signal").Text("INT").ToArray());
        }

        await world.EndsByAsync(Gateway.Ssh.Relay.Side.Client);
    }
}
