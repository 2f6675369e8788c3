namespace AccessAudit.Gateway.Ssh.Transport;

/// <summary>How packets are batched without ever being left behind.</summary>
static class PacketPorts
{
    /// <summary>
    /// The next payload of <paramref name="from"/>; when it does not come at once, what was written to
    /// <paramref name="to"/> is sent first. To look whether a packet is buffered would not do: that packet may be the
    /// transport's own (a key exchange, SSH_MSG_IGNORE), and the wait begins behind it with bytes still unsent.
    /// </summary>
    public static ValueTask<ReadOnlyMemory<byte>?> ReadAfterFlushAsync(
        this IPacketPort from, IPacketPort to, CancellationToken ct)
    {
        var reading = from.ReadAsync(ct);
        return reading.IsCompleted ? reading : FlushFirstAsync(reading, to, ct);
    }

    // Should the flush fail, the reading is left to the cancellation or the end that follows.
    static async ValueTask<ReadOnlyMemory<byte>?> FlushFirstAsync(
        ValueTask<ReadOnlyMemory<byte>?> reading, IPacketPort to, CancellationToken ct)
    {
        await to.FlushAsync(ct);
        return await reading;
    }
}
