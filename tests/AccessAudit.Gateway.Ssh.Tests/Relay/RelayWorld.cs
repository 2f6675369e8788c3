using AccessAudit.Gateway.Ssh.Relay;
using AccessAudit.Gateway.Ssh.Tests.Support;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;
using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Ssh.Tests.Relay;

/// <summary>A relay between two scripted peers. Client channels are numbered from 10, the target's from 20.</summary>
sealed class RelayWorld : IAsyncDisposable
{
    public const uint Window = 100_000;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly CancellationTokenSource _shutdown = new();
    readonly ConnectionRelay _relay;
    readonly Task<RelayEnd> _running;

    public RelayWorld(RelayOptions? options = null, TestSession? session = null)
    {
        Session = session ?? new();
        _relay = new(Session, Client, Target, options ?? new());
        _running = _relay.RunAsync(_shutdown.Token);
    }

    public ScriptedPort Client { get; } = new();

    public ScriptedPort Target { get; } = new();

    public TestSession Session { get; }

    public Task<RelayEnd> EndAsync() => _running.WaitAsync(Patience);

    /// <summary>Ends the relay as the client would, and closes the recording.</summary>
    public async Task LeaveAsync()
    {
        Client.Leave();
        await EndAsync();
        await Session.EndAsync(SessionEnd.User, CancellationToken.None);
    }

    public void Stop() => _shutdown.Cancel();

    public static byte[] Open(string type = "session", uint number = 10, uint window = Window, uint maxPacket = 32_768) =>
        new SshWriter(Message.ChannelOpen).Text(type).UInt32(number).UInt32(window).UInt32(maxPacket).ToArray();

    public static byte[] Confirm(
        uint client = 10, uint target = 20, uint window = Window, uint maxPacket = 32_768) =>
        new SshWriter(Message.ChannelOpenConfirmation).UInt32(client).UInt32(target).UInt32(window).UInt32(maxPacket)
            .ToArray();

    public static byte[] Data(uint recipient, int length) =>
        new SshWriter(Message.ChannelData).UInt32(recipient).String(new byte[length]).ToArray();

    public static byte[] Data(uint recipient, ReadOnlySpan<byte> data) =>
        new SshWriter(Message.ChannelData).UInt32(recipient).String(data).ToArray();

    public static byte[] Extended(uint recipient, ReadOnlySpan<byte> data, uint kind = 1) =>
        new SshWriter(Message.ChannelExtendedData).UInt32(recipient).UInt32(kind).String(data).ToArray();

    public static byte[] Numbered(byte message, uint recipient) => new SshWriter(message).UInt32(recipient).ToArray();

    public static byte[] Adjust(uint recipient, uint bytes) =>
        new SshWriter(Message.ChannelWindowAdjust).UInt32(recipient).UInt32(bytes).ToArray();

    public static SshWriter Request(uint recipient, string name, bool wantReply = true) =>
        new SshWriter(Message.ChannelRequest).UInt32(recipient).Text(name).Boolean(wantReply);

    public static byte[] Exec(string command, uint recipient = 20) => Request(recipient, "exec").Text(command).ToArray();

    public static byte[] Pty(uint columns = 80, uint rows = 24, uint recipient = 20) =>
        Request(recipient, "pty-req").Text("xterm").UInt32(columns).UInt32(rows).UInt32(0).UInt32(0).String([0]).ToArray();

    public static byte[] Global(string name, bool wantReply = true) =>
        new SshWriter(Message.GlobalRequest).Text(name).Boolean(wantReply).ToArray();

    /// <summary>An open session channel 10/20.</summary>
    public async Task OpenAsync(uint client = 10, uint target = 20, uint window = Window)
    {
        Client.Say(Open(number: client, window: window));
        Assert.Equal(Message.ChannelOpen, (await Target.HearAsync())[0]);
        Target.Say(Confirm(client, target));
        Assert.Equal(Message.ChannelOpenConfirmation, (await Client.HearAsync())[0]);
    }

    /// <summary>A request of the client that the target grants.</summary>
    public async Task GrantAsync(byte[] request, uint client = 10)
    {
        Client.Say(request);
        Assert.Equal(request, await Target.HearAsync());
        Target.Say(Numbered(Message.ChannelSuccess, client));
        Assert.Equal(Numbered(Message.ChannelSuccess, client), await Client.HearAsync());
    }

    /// <summary>Passes from the client to the target unchanged.</summary>
    public async Task PassesToTargetAsync(byte[] packet)
    {
        Client.Say(packet);
        Assert.Equal(packet, await Target.HearAsync());
    }

    public async Task PassesToClientAsync(byte[] packet)
    {
        Target.Say(packet);
        Assert.Equal(packet, await Client.HearAsync());
    }

    /// <summary>The relay ends because this side broke the protocol.</summary>
    public async Task EndsByAsync(Side guilty)
    {
        var end = await EndAsync();
        Assert.StartsWith($"{guilty} broke the protocol", end.Detail, StringComparison.Ordinal);
        Assert.Equal(DisconnectReason.ProtocolError, Client.Farewell!.Value.Reason);
        Assert.NotNull(Target.Farewell);
    }

    public async ValueTask DisposeAsync()
    {
        await _shutdown.CancelAsync();
        await EndAsync();
        _relay.Dispose();
        _shutdown.Dispose();
        await Session.DisposeAsync();
    }
}
