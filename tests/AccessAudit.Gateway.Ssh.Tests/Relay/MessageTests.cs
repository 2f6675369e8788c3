using AccessAudit.Gateway.Ssh.Relay;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Tests.Relay;

/// <summary>Every message number from 50 on, from both sides, with nothing behind it that could excuse it.</summary>
public sealed class MessageTests
{
    public static TheoryData<byte> Numbers()
    {
        var data = new TheoryData<byte>();
        for (byte number = 50; number <= 127; number++)
        {
            data.Add(number);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_bare_number_of_the_client_ends_the_connection(byte number)
    {
        await using var world = new RelayWorld();
        world.Client.Say([number]);
        await world.EndsByAsync(Side.Client);
        Assert.False(world.Target.HasHeard);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_bare_number_of_the_target_ends_the_connection(byte number)
    {
        await using var world = new RelayWorld();
        world.Target.Say([number]);
        await world.EndsByAsync(Side.Target);
        Assert.False(world.Client.HasHeard);
    }

    [Theory]
    [InlineData(Message.ChannelOpenConfirmation)]
    [InlineData(Message.ChannelOpenFailure)]
    public async Task The_client_cannot_answer_an_open_that_no_target_may_make(byte number)
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        world.Client.Say(new SshWriter(number).UInt32(20).UInt32(1).UInt32(1).UInt32(1).ToArray());
        await world.EndsByAsync(Side.Client);
    }

    [Theory]
    [InlineData(Message.ChannelWindowAdjust)]
    [InlineData(Message.ChannelEof)]
    [InlineData(Message.ChannelClose)]
    [InlineData(Message.ChannelSuccess)]
    [InlineData(Message.ChannelFailure)]
    public async Task An_unknown_channel_ends_the_connection(byte number)
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        var packet = new SshWriter(number).UInt32(99);
        world.Client.Say((number == Message.ChannelWindowAdjust ? packet.UInt32(1) : packet).ToArray());
        await world.EndsByAsync(Side.Client);
        Assert.False(world.Target.HasHeard);
    }

    [Fact]
    public async Task The_client_has_no_standard_error()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Exec("cat"));
        world.Client.Say(RelayWorld.Extended(20, "unseen by the tap"u8));
        await world.EndsByAsync(Side.Client);
        Assert.False(world.Target.HasHeard);
    }

    [Fact]
    public async Task Only_standard_error_is_known_as_extended_data()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Exec("cat"));
        world.Target.Say(RelayWorld.Extended(10, "?"u8, kind: 2));
        await world.EndsByAsync(Side.Target);
    }

    [Fact]
    public async Task Trailing_bytes_end_the_connection()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        world.Target.Say([.. RelayWorld.Numbered(Message.ChannelEof, 10), 0]);
        await world.EndsByAsync(Side.Target);
    }

    [Fact]
    public async Task An_answer_without_a_request_ends_the_connection()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        world.Target.Say(RelayWorld.Numbered(Message.ChannelSuccess, 10));
        await world.EndsByAsync(Side.Target);
        Assert.False(world.Client.HasHeard);
    }

    [Fact]
    public async Task Sessions_after_no_more_sessions_end_the_connection()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        world.Client.Say(RelayWorld.Global("no-more-sessions@openssh.com", wantReply: false));
        world.Client.Say(RelayWorld.Open(number: 11));
        await world.EndsByAsync(Side.Client);
    }
}
