namespace AccessAudit.Gateway.Ssh.Transport;

/// <summary>
/// One SSH connection after its first key exchange. Messages 1-49 and 128-255 are handled inside and never surface
/// (except the service request and its answer, which user authentication reads before success).
/// One reader, any number of writers.
/// </summary>
interface IPacketPort : IAsyncDisposable
{
    ReadOnlyMemory<byte> SessionId { get; }

    /// <summary>
    /// The next payload (message number first), valid until the next call; null when the peer has disconnected, broke
    /// the protocol, or the stream ended (<see cref="EndReason"/> says why).
    /// </summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken ct);

    /// <summary>
    /// Queues one payload; waits while the output buffer is full or this leg is exchanging keys (back-pressure).
    /// Reaches the socket at <see cref="FlushAsync"/> or when the buffer fills. The bytes are copied before the call
    /// completes. Throws <see cref="SshEndedException"/> once the connection has ended.
    /// </summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken ct);

    /// <summary>Sends what is queued. Throws <see cref="SshEndedException"/> once the connection has ended.</summary>
    ValueTask FlushAsync(CancellationToken ct);

    /// <summary>Sends SSH_MSG_DISCONNECT (best effort, bounded 500 ms) and closes; later calls do nothing.</summary>
    ValueTask DisconnectAsync(DisconnectReason reason, string message);

    /// <summary>Why the connection ended; null while it lives. Text of the peer in it is stripped of control characters.
    /// </summary>
    string? EndReason { get; }
}
