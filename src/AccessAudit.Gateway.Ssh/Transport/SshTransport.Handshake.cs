using System.Text;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Transport;

// The version exchange (RFC 4253 section 4.2) and the way to the first keys.
sealed partial class SshTransport
{
    // The RFC counts the line end in.
    const int MaxVersionLine = 255;
    const int MaxLinesBeforeVersion = 50;

    /// <summary>
    /// Server role: version exchange and first key exchange. Throws <see cref="SshProtocolException"/> when the peer
    /// breaks the rules or nothing in common is found, <see cref="SshEndedException"/> when it leaves; the stream is
    /// closed then. Bound it in time by <paramref name="ct"/>.
    /// </summary>
    public static Task<SshTransport> AcceptAsync(Stream duplex, ServerTransportOptions options, CancellationToken ct) =>
        new SshTransport(duplex, options, isServer: true).HandshakeAsync(ct);

    /// <summary>Client role; otherwise as <see cref="AcceptAsync"/>. A host key that is refused is a
    /// <see cref="SshProtocolException"/> with <see cref="DisconnectReason.HostKeyNotVerifiable"/>.</summary>
    public static Task<SshTransport> ConnectAsync(Stream duplex, ClientTransportOptions options, CancellationToken ct) =>
        new SshTransport(duplex, options, isServer: false).HandshakeAsync(ct);

    async Task<SshTransport> HandshakeAsync(CancellationToken ct)
    {
        try
        {
            _writer.AppendRaw(Encoding.ASCII.GetBytes(_options.Version + "\r\n"));
            if (_isServer)
            {
                // Saves half a round trip; a client waits for our version before it sends anything hidden.
                Begin();
            }

            await _writer.FlushAsync(ct);
            PeerVersion = await ReadVersionAsync(ct);
            Begin();
            await _writer.FlushAsync(ct);
            while (KeyExchanges == 0)
            {
                await PumpAsync(ct);
            }

            return this;
        }
        catch (SshProtocolException e)
        {
            await DisconnectAsync(e.Reason, e.Message);
            await DisposeAsync();
            throw;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            End("the connection was lost during the first key exchange");
            await DisposeAsync();
            throw e as SshEndedException ?? new SshEndedException(EndReason!, e);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    async ValueTask<string> ReadVersionAsync(CancellationToken ct)
    {
        for (var lines = 0; ; lines++)
        {
            byte[]? line;
            while ((line = _reader.TryTakeLine(MaxVersionLine)) is null)
            {
                if (!await _reader.FillAsync(ct))
                {
                    throw new SshEndedException(Ended("the peer closed the connection before saying its version"));
                }
            }

            if (line.AsSpan().StartsWith("SSH-"u8))
            {
                return Checked(line);
            }

            // Only a server may say something first.
            if (_isServer || lines >= MaxLinesBeforeVersion)
            {
                throw new SshProtocolException(
                    DisconnectReason.ProtocolVersionNotSupported, "the peer does not speak SSH");
            }
        }
    }

    string Checked(byte[] line)
    {
        if (line.AsSpan().ContainsAnyExceptInRange((byte)0x20, (byte)0x7e))
        {
            throw new SshProtocolException(
                DisconnectReason.ProtocolVersionNotSupported, "the version line is not printable ASCII");
        }

        var version = Encoding.ASCII.GetString(line);
        // "1.99" is a server that also speaks version 2 (RFC 4253 section 5.1).
        return version.StartsWith("SSH-2.0-", StringComparison.Ordinal)
            || (!_isServer && version.StartsWith("SSH-1.99-", StringComparison.Ordinal))
                ? version
                : throw new SshProtocolException(
                    DisconnectReason.ProtocolVersionNotSupported, "the peer does not speak SSH 2.0");
    }
}
