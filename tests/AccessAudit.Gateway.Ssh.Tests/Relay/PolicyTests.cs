using AccessAudit.Gateway.Ssh.Relay;
using AccessAudit.Gateway.Ssh.Wire;
using AccessAudit.Journal;

namespace AccessAudit.Gateway.Ssh.Tests.Relay;

/// <summary>Every row of the policy, tried on a running relay.</summary>
public sealed class PolicyTests
{
    public static TheoryData<int> Rows()
    {
        var data = new TheoryData<int>();
        for (var i = 0; i < Policy.Rows.Count; i++)
        {
            data.Add(i);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_row_does_what_it_says(int row)
    {
        var rule = Policy.Rows[row];
        await using var world = new RelayWorld();
        switch (rule.Item)
        {
            case Item.ChannelOpen:
                await TryOpenAsync(world, rule);
                break;
            case Item.GlobalRequest:
                await TryGlobalAsync(world, rule);
                break;
            default:
                await TryRequestAsync(world, rule);
                break;
        }

        if (rule.Fact is { } kind)
        {
            await world.LeaveAsync();
            var fact = Assert.Single(world.Session.Facts(kind));
            Assert.Equal(FactOutcome.Failure, fact.Outcome);
            Assert.Equal(rule.Name, fact.Content["name"]);
        }
    }

    [Fact]
    public void No_global_request_is_relayed_so_answers_need_no_turn() =>
        Assert.DoesNotContain(Policy.Rows, row => row.Item == Item.GlobalRequest && row.Ruling == Ruling.Relay);

    [Theory]
    [InlineData(Item.ChannelOpen, Side.Client, Ruling.Refuse)]
    [InlineData(Item.ChannelOpen, Side.Target, Ruling.Refuse)]
    [InlineData(Item.ChannelRequest, Side.Client, Ruling.Refuse)]
    [InlineData(Item.ChannelRequest, Side.Target, Ruling.Hop)]
    [InlineData(Item.GlobalRequest, Side.Client, Ruling.Hop)]
    [InlineData(Item.GlobalRequest, Side.Target, Ruling.Hop)]
    internal void What_no_row_names_is_not_relayed(Item item, Side from, Ruling expected) =>
        Assert.Equal(expected, Policy.For(item, from, "elevation@microsoft.com").Ruling);

    [Theory]
    [InlineData("LD_PRELOAD")]
    [InlineData("PATH")]
    [InlineData("BASH_ENV")]
    [InlineData("LC")]
    [InlineData("LANGUAGE")]
    public void Variables_that_change_a_commands_meaning_are_refused(string variable) =>
        Assert.Equal(Ruling.Refuse, Policy.For(Item.ChannelRequest, Side.Client, "env", variable).Ruling);

    static async Task TryOpenAsync(RelayWorld world, Rule rule)
    {
        var (from, to) = Ports(world, rule.From);
        from.Say(RelayWorld.Open(rule.Name));
        switch (rule.Ruling)
        {
            case Ruling.Relay:
                Assert.Equal(Message.ChannelOpen, (await to.HearAsync())[0]);
                break;
            case Ruling.Disconnect:
                await world.EndsByAsync(rule.From);
                break;
            default:
                var answer = await from.HearAsync();
                Assert.Equal(
                    new SshWriter(Message.ChannelOpenFailure).UInt32(10).UInt32(1).ToArray(), answer[..9]);
                Assert.False(to.HasHeard);
                await StillServesAsync(world);
                break;
        }
    }

    static async Task TryGlobalAsync(RelayWorld world, Rule rule)
    {
        var (from, to) = Ports(world, rule.From);
        from.Say(rule.Name switch
        {
            "tcpip-forward" => new SshWriter(Message.GlobalRequest).Text(rule.Name).Boolean(true).Text("localhost")
                .UInt32(9001).ToArray(),
            _ => RelayWorld.Global(rule.Name),
        });
        var expected = rule.Ruling == Ruling.NoMoreSessions ? Message.RequestSuccess : Message.RequestFailure;
        Assert.Equal(expected, Assert.Single(await from.HearAsync()));
        Assert.False(to.HasHeard);
        if (rule.Ruling != Ruling.NoMoreSessions)
        {
            await StillServesAsync(world);
        }
    }

    static async Task TryRequestAsync(RelayWorld world, Rule rule)
    {
        await world.OpenAsync();
        var (from, to) = Ports(world, rule.From);
        var number = rule.From == Side.Client ? 20u : 10u;
        from.Say(RequestOf(rule, number));
        if (rule.Ruling == Ruling.Relay)
        {
            Assert.Equal(RequestOf(rule, number), await to.HearAsync());
            return;
        }

        Assert.Equal(
            RelayWorld.Numbered(Message.ChannelFailure, rule.From == Side.Client ? 10u : 20u), await from.HearAsync());
        Assert.False(to.HasHeard);
        await world.PassesToTargetAsync(RelayWorld.Exec("true"));
    }

    static byte[] RequestOf(Rule rule, uint number)
    {
        var request = RelayWorld.Request(number, rule.Name);
        return rule.Name switch
        {
            "pty-req" => RelayWorld.Pty(),
            "exec" => request.Text("true").ToArray(),
            "subsystem" => request.Text(rule.Argument ?? "netconf").ToArray(),
            "env" => request.Text(rule.Argument?.Replace("*", "ALL", StringComparison.Ordinal) ?? "LD_PRELOAD").Text("x")
                .ToArray(),
            "window-change" => request.UInt32(132).UInt32(50).UInt32(0).UInt32(0).ToArray(),
            "exit-status" => request.UInt32(7).ToArray(),
            "exit-signal" => request.Text("TERM").Boolean(false).Text("").Text("").ToArray(),
            "signal" => request.Text("INT").ToArray(),
            "xon-xoff" => request.Boolean(true).ToArray(),
            _ => request.ToArray(),
        };
    }

    static async Task StillServesAsync(RelayWorld world)
    {
        await world.OpenAsync(client: 11, target: 21);
        await world.PassesToTargetAsync(RelayWorld.Exec("true", recipient: 21));
    }

    static (ScriptedPort From, ScriptedPort To) Ports(RelayWorld world, Side from) =>
        from == Side.Client ? (world.Client, world.Target) : (world.Target, world.Client);
}
