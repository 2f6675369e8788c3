using System.Threading.Channels;
using AccessAudit.Gateway.Ssh.Transport;

namespace AccessAudit.Gateway.Ssh.Tests.Relay;

/// <summary>One end of a connection without bytes or keys: the test is the peer.</summary>
sealed class ScriptedPort : IPacketPort
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly Channel<byte[]> _said = Channel.CreateUnbounded<byte[]>();
    readonly Channel<byte[]> _heard = Channel.CreateUnbounded<byte[]>();
    readonly Queue<byte[]> _written = new();
    readonly Lock _lock = new();
    TaskCompletionSource? _held;
    string? _end;

    public ReadOnlyMemory<byte> SessionId => new byte[32];

    public string? EndReason => _end;

    /// <summary>Reason and text of the disconnect that the gateway sent.</summary>
    public (DisconnectReason Reason, string Text)? Farewell { get; private set; }

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The peer sends a packet.</summary>
    public void Say(byte[] packet) => _said.Writer.TryWrite(packet);

    /// <summary>The peer sends something that the transport keeps to itself, as a key exchange.</summary>
    public void SayInside() => _said.Writer.TryWrite([]);

    /// <summary>The peer leaves.</summary>
    public void Leave()
    {
        _end ??= "the peer closed the connection";
        _said.Writer.TryComplete();
    }

    /// <summary>The next packet that reaches the peer.</summary>
    public async Task<byte[]> HearAsync() => await _heard.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>What has reached the peer and was not heard yet.</summary>
    public bool HasHeard => _heard.Reader.Count > 0;

    /// <summary>As during a key exchange: nothing goes out until released.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            _held ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            _held?.TrySetResult();
            _held = null;
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken ct)
    {
        while (await _said.Reader.WaitToReadAsync(ct))
        {
            if (_said.Reader.TryRead(out var packet) && packet.Length > 0)
            {
                return packet;
            }
        }

        return null;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        Task? held;
        lock (_lock)
        {
            held = _held?.Task;
        }

        if (held is not null)
        {
            await held.WaitAsync(ct);
        }

        if (_end is not null)
        {
            throw new SshEndedException(_end);
        }

        lock (_lock)
        {
            _written.Enqueue(payload.ToArray());
        }
    }

    public ValueTask FlushAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            while (_written.TryDequeue(out var packet))
            {
                _heard.Writer.TryWrite(packet);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisconnectAsync(DisconnectReason reason, string message)
    {
        if (_end is null)
        {
            _end = message;
            Farewell = (reason, message);
        }

        Ended.TrySetResult();
        _said.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
