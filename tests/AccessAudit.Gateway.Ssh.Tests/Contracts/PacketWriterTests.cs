using AccessAudit.Gateway.Ssh.Transport;

namespace AccessAudit.Gateway.Ssh.Tests.Contracts;

public sealed class PacketWriterTests
{
    [Fact]
    public async Task A_message_of_a_key_exchange_fits_a_full_buffer()
    {
        using var stream = new MemoryStream();
        using var writer = new PacketWriter(stream);
        while (writer.TryAppend(new byte[500]))
        {
            // Fill it, without a flush.
        }

        var full = writer.PacketsSinceKeys;
        writer.Append(new byte[1200]);
        Assert.Equal(full + 1, writer.PacketsSinceKeys);
        await writer.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(writer.BytesSinceKeys, stream.Length);
    }
}
