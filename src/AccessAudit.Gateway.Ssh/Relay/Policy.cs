// The policy of the relay: messages of RFC 4254, OpenSSH's PROTOCOL and draft-ietf-sshm-ssh-agent by name. First match
// wins; what no row names is refused. Forwarding, agent and X11 open paths around the recording, hence they are closed.
namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>The rows; nothing else decides what a named message gets.</summary>
static class Policy
{
    const string Forward = "session.forward_refused";
    const string Channel = "session.channel_refused";

    public static IReadOnlyList<Rule> Rows { get; } =
    [
        new(Item.ChannelOpen, Side.Client, "session", Ruling.Relay),
        new(Item.ChannelOpen, Side.Client, "direct-tcpip", Ruling.Refuse, Fact: Forward, Topic: Topic.Forwarding),
        new(Item.ChannelOpen, Side.Client, "direct-streamlocal@openssh.com", Ruling.Refuse,
            Fact: Forward, Topic: Topic.Forwarding),
        new(Item.ChannelOpen, Side.Client, "tun@openssh.com", Ruling.Refuse, Fact: Forward, Topic: Topic.Tunnel),

        // A hostile target must not reach the technician's machine.
        new(Item.ChannelOpen, Side.Target, "session", Ruling.Disconnect),
        new(Item.ChannelOpen, Side.Target, "direct-tcpip", Ruling.Disconnect),
        new(Item.ChannelOpen, Side.Target, "direct-streamlocal@openssh.com", Ruling.Disconnect),
        new(Item.ChannelOpen, Side.Target, "tun@openssh.com", Ruling.Disconnect),
        new(Item.ChannelOpen, Side.Target, "forwarded-tcpip", Ruling.Disconnect),
        new(Item.ChannelOpen, Side.Target, "forwarded-streamlocal@openssh.com", Ruling.Disconnect),
        new(Item.ChannelOpen, Side.Target, "x11", Ruling.Refuse, Fact: Channel, Topic: Topic.X11),
        new(Item.ChannelOpen, Side.Target, "auth-agent@openssh.com", Ruling.Refuse, Fact: Channel, Topic: Topic.Agent),
        new(Item.ChannelOpen, Side.Target, "agent-connect", Ruling.Refuse, Fact: Channel, Topic: Topic.Agent),

        // No global request is ever passed on, so their answers need no turn of their own.
        new(Item.GlobalRequest, Side.Client, "keepalive@openssh.com", Ruling.Hop),
        new(Item.GlobalRequest, Side.Client, "no-more-sessions@openssh.com", Ruling.NoMoreSessions),
        new(Item.GlobalRequest, Side.Client, "hostkeys-prove-00@openssh.com", Ruling.Hop),
        new(Item.GlobalRequest, Side.Client, "tcpip-forward", Ruling.Refuse, Fact: Forward, Topic: Topic.Forwarding),
        new(Item.GlobalRequest, Side.Client, "cancel-tcpip-forward", Ruling.Hop),
        new(Item.GlobalRequest, Side.Client, "streamlocal-forward@openssh.com", Ruling.Refuse,
            Fact: Forward, Topic: Topic.Forwarding),
        new(Item.GlobalRequest, Side.Client, "cancel-streamlocal-forward@openssh.com", Ruling.Hop),
        new(Item.GlobalRequest, Side.Target, "keepalive@openssh.com", Ruling.Hop),
        // The target's keys are not ours: passed on, they would poison the technician's known_hosts.
        new(Item.GlobalRequest, Side.Target, "hostkeys-00@openssh.com", Ruling.Hop),

        new(Item.ChannelRequest, Side.Client, "pty-req", Ruling.Relay),
        new(Item.ChannelRequest, Side.Client, "shell", Ruling.Relay),
        new(Item.ChannelRequest, Side.Client, "exec", Ruling.Relay),
        new(Item.ChannelRequest, Side.Client, "subsystem", Ruling.Relay, Argument: "sftp"),
        new(Item.ChannelRequest, Side.Client, "subsystem", Ruling.Refuse, Fact: Channel, Topic: Topic.Subsystem),
        // LD_*, PATH, BASH_ENV and the like would change what a recorded command means.
        new(Item.ChannelRequest, Side.Client, "env", Ruling.Relay, Argument: "LANG"),
        new(Item.ChannelRequest, Side.Client, "env", Ruling.Relay, Argument: "LC_*"),
        new(Item.ChannelRequest, Side.Client, "env", Ruling.Relay, Argument: "TERM"),
        new(Item.ChannelRequest, Side.Client, "env", Ruling.Relay, Argument: "COLORTERM"),
        new(Item.ChannelRequest, Side.Client, "env", Ruling.Relay, Argument: "GIT_PROTOCOL"),
        new(Item.ChannelRequest, Side.Client, "env", Ruling.Refuse),
        new(Item.ChannelRequest, Side.Client, "window-change", Ruling.Relay),
        new(Item.ChannelRequest, Side.Client, "signal", Ruling.Relay),
        new(Item.ChannelRequest, Side.Client, "break", Ruling.Relay),
        new(Item.ChannelRequest, Side.Client, "INFO@openssh.com", Ruling.Relay),
        new(Item.ChannelRequest, Side.Client, "eow@openssh.com", Ruling.Relay),
        new(Item.ChannelRequest, Side.Client, "keepalive@openssh.com", Ruling.Hop),
        new(Item.ChannelRequest, Side.Client, "x11-req", Ruling.Refuse, Fact: Forward, Topic: Topic.X11),
        new(Item.ChannelRequest, Side.Client, "auth-agent-req@openssh.com", Ruling.Refuse,
            Fact: Forward, Topic: Topic.Agent),
        new(Item.ChannelRequest, Side.Client, "agent-req", Ruling.Refuse, Fact: Forward, Topic: Topic.Agent),
        new(Item.ChannelRequest, Side.Target, "xon-xoff", Ruling.Relay),
        new(Item.ChannelRequest, Side.Target, "exit-status", Ruling.Relay),
        new(Item.ChannelRequest, Side.Target, "exit-signal", Ruling.Relay),
        new(Item.ChannelRequest, Side.Target, "eow@openssh.com", Ruling.Relay),
        new(Item.ChannelRequest, Side.Target, "keepalive@openssh.com", Ruling.Hop),
    ];

    /// <summary>The row of a message, or the refusal of what no row names.</summary>
    public static Rule For(Item item, Side from, string name, string? argument = null)
    {
        foreach (var row in Rows)
        {
            if (row.Matches(item, from, name, argument))
            {
                return row;
            }
        }

        return (item, from) switch
        {
            (Item.ChannelOpen, _) => new(item, from, name, Ruling.Refuse, Fact: Channel, Topic: Topic.ChannelType),
            (Item.ChannelRequest, Side.Client) =>
                new(item, from, name, Ruling.Refuse, Fact: Channel, Topic: Topic.Request),
            _ => new(item, from, name, Ruling.Hop),
        };
    }

    /// <summary>Whether the first string of this channel request takes part in the choice of the row.</summary>
    public static bool LooksAtArgument(string name) => name is "env" or "subsystem";
}
