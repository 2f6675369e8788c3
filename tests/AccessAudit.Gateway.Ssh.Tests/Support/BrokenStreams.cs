namespace AccessAudit.Gateway.Ssh.Tests.Support;

/// <summary>Passes on what is written, changed or cut by its heirs.</summary>
abstract class WriteFilter(Stream inner) : Stream
{
    protected Stream Inner { get; } = inner;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Inner.ReadAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Inner.FlushAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync();
        await base.DisposeAsync();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>Closes after so many bytes have been written.</summary>
sealed class CutStream(Stream inner, int allowed) : WriteFilter(inner)
{
    int _left = allowed;

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Math.Min(_left, buffer.Length);
        await Inner.WriteAsync(buffer[..count], cancellationToken);
        _left -= count;
        if (_left == 0)
        {
            await Inner.DisposeAsync();
            throw new IOException("cut");
        }
    }
}

/// <summary>Flips the lowest bit of one byte, if it comes so far.</summary>
sealed class FlipStream(Stream inner, int at) : WriteFilter(inner)
{
    public List<byte> Written { get; } = [];

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var bytes = buffer.ToArray();
        if (at >= Written.Count && at < Written.Count + bytes.Length)
        {
            bytes[at - Written.Count] ^= 1;
        }

        Written.AddRange(bytes);
        await Inner.WriteAsync(bytes, cancellationToken);
    }
}
