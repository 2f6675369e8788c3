using System.IO.Pipelines;

namespace AccessAudit.Gateway.Ssh.Tests.Support;

/// <summary>Two streams in memory; what is written to one is read from the other.</summary>
static class DuplexPipe
{
    public static (Stream A, Stream B) Create(int buffer = 256 * 1024)
    {
        var options = new PipeOptions(
            pauseWriterThreshold: buffer, resumeWriterThreshold: buffer / 2, useSynchronizationContext: false);
        var ab = new Pipe(options);
        var ba = new Pipe(options);
        return (new Half(ba.Reader, ab.Writer), new Half(ab.Reader, ba.Writer));
    }

    sealed class Half(PipeReader reader, PipeWriter writer) : Stream
    {
        readonly Stream _in = reader.AsStream();
        readonly Stream _out = writer.AsStream();
        bool _closed;

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await _in.ReadAsync(buffer, cancellationToken);
            }
            catch (InvalidOperationException e)
            {
                throw new IOException("closed", e);
            }
        }

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await _out.WriteAsync(buffer, cancellationToken);
            }
            catch (InvalidOperationException e)
            {
                throw new IOException("closed", e);
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override async ValueTask DisposeAsync()
        {
            if (!_closed)
            {
                _closed = true;
                reader.CancelPendingRead();
                await writer.CompleteAsync();
                await reader.CompleteAsync();
            }

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
}
