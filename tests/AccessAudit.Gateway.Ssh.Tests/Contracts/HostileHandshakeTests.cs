using System.Security.Cryptography;
using System.Text;
using AccessAudit.Gateway.Ssh.Tests.Support;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Transport.Ciphers;
using AccessAudit.Gateway.Ssh.Transport.Exchange;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Tests.Contracts;

/// <summary>What a peer may try before the first keys are agreed, against both roles.</summary>
public sealed class HostileHandshakeTests : IDisposable
{
    readonly CancellationTokenSource _limit =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public HostileHandshakeTests() => _limit.CancelAfter(TimeSpan.FromSeconds(60));

    CancellationToken Ct => _limit.Token;

    public void Dispose() => _limit.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_message_but_KEXINIT_may_come_first(bool server)
    {
        for (var number = 0; number < 256; number++)
        {
            await RefusedAsync(server, Version, Packet([(byte)number, 0, 0, 0, 0]));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_message_but_the_next_of_the_exchange_may_follow_KEXINIT(bool server)
    {
        for (var number = 0; number < 256; number++)
        {
            await RefusedAsync(server, Version, Packet(Offer(server)), Packet([(byte)number, 0, 0, 0, 0]));
        }
    }

    [Fact]
    public async Task A_message_slipped_in_before_the_keys_ends_the_connection()
    {
        // Terrapin (CVE-2023-48795): an IGNORE that shifts the numbers of later packets.
        var ignore = Packet(new SshWriter(Message.Ignore).Text("").ToArray());
        Assert.Contains("during the first key exchange", await RefusedAsync(true, Version, Packet(Offer(true)), ignore),
            StringComparison.Ordinal);
        Assert.Contains("during the first key exchange", await RefusedAsync(true, Version, ignore),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("SSH-1.5-old\r\n")]
    [InlineData("SSH-2.0-bell\u0007\r\n")]
    [InlineData("SSH-2.0-accent\u00e9\r\n")]
    public async Task A_client_that_does_not_say_SSH_2_is_refused(string line) =>
        await RefusedAsync(true, Encoding.UTF8.GetBytes(line));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_version_line_without_end_is_refused(bool server)
    {
        await RefusedAsync(server, Encoding.ASCII.GetBytes("SSH-2.0-" + new string('x', 300) + "\r\n"));
        await RefusedAsync(server, Encoding.ASCII.GetBytes("SSH-2.0-" + new string('x', 10_000)));
    }

    [Fact]
    public async Task A_target_may_talk_before_its_version_but_not_for_ever()
    {
        await RefusedAsync(false, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("hello\r\n", 60))));
        var talk = Encoding.ASCII.GetBytes("welcome\r\nto a target\r\n");
        Assert.Contains("padded", await RefusedAsync(false, talk, Version, [0, 0, 0, 13, 1, 2, 3]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Garbage_is_refused(bool server)
    {
        for (var i = 0; i < 100; i++)
        {
            await RefusedAsync(server, Version, RandomNumberGenerator.GetBytes(1 + i * 50));
            await RefusedAsync(server, RandomNumberGenerator.GetBytes(1 + i * 50));
        }
    }

    [Theory]
    [InlineData("ffffffff14")]
    [InlineData("7fffffff14")]
    [InlineData("0000ffff14")]
    [InlineData("0000000000")]
    [InlineData("0000000404")]
    [InlineData("0000000b04")]
    public async Task Impossible_packet_lengths_are_refused_at_once(string header)
    {
        // The stream stays open: the refusal does not wait for the bytes announced.
        var (ours, theirs) = DuplexPipe.Create();
        var accepting = SshTransport.AcceptAsync(ours, Pair.ServerOptions, Ct);
        await theirs.WriteAsync(Version, Ct);
        await theirs.WriteAsync(Convert.FromHexString(header), Ct);
        await Assert.ThrowsAsync<SshProtocolException>(() => accepting);
    }

    [Theory]
    [InlineData(3, 20)]
    [InlineData(255, 20)]
    [InlineData(19, 20)]
    public async Task Padding_that_leaves_no_payload_or_is_too_short_is_refused(byte padding, int length)
    {
        var packet = new byte[4 + length];
        packet[3] = (byte)length;
        packet[4] = padding;
        await RefusedAsync(true, Version, packet);
    }

    [Theory]
    [InlineData(KeyAgreement.Curve25519, 32)]
    [InlineData(KeyAgreement.Curve25519, 31)]
    [InlineData(KeyAgreement.Curve25519, 0)]
    [InlineData(KeyAgreement.MlKem768X25519, 1216)]
    [InlineData(KeyAgreement.MlKem768X25519, 32)]
    [InlineData(KeyAgreement.EcdhNistp256, 65)]
    [InlineData(KeyAgreement.EcdhNistp384, 97)]
    public void All_zero_and_short_public_values_are_refused_by_both_roles(string kex, int length)
    {
        using var agreement = KeyAgreement.Create(kex);
        agreement.Start();
        var zeros = new byte[length];
        Assert.Throws<SshProtocolException>(() => agreement.Respond(zeros));
        Assert.Throws<SshProtocolException>(() => agreement.Finish(zeros));
    }

    [Fact]
    public void An_ML_KEM_key_with_a_coefficient_beyond_the_modulus_is_refused()
    {
        using var client = KeyAgreement.Create(KeyAgreement.MlKem768X25519);
        using var server = KeyAgreement.Create(KeyAgreement.MlKem768X25519);
        var value = client.Start();
        (value[3], value[4]) = (0xff, 0xff);
        Assert.Throws<SshProtocolException>(() => server.Respond(value));
    }

    [Fact]
    public async Task A_wrong_guess_is_skipped_and_counts_as_a_packet()
    {
        var (ours, theirs) = DuplexPipe.Create();
        var accepting = SshTransport.AcceptAsync(ours, Pair.ServerOptions, Ct);
        using var agreement = KeyAgreement.Create(KeyAgreement.Curve25519);
        using var writer = new PacketWriter(theirs);
        writer.AppendRaw(Version);
        var offer = KexInit.Create(
            [KeyAgreement.EcdhNistp384, KeyAgreement.Curve25519], [], ["ssh-ed25519"], CipherSuite.Ciphers, CipherSuite.Macs)
            .Payload;
        // first_kex_packet_follows stands before the last four bytes.
        offer[^5] = 1;
        writer.TryAppend(offer);
        writer.TryAppend(new SshWriter(Message.KexEcdhInit).String(new byte[97]).Span);
        writer.TryAppend(new SshWriter(Message.KexEcdhInit).String(agreement.Start()).Span);
        await writer.FlushAsync(Ct);

        using var reader = new PacketReader(theirs);
        await reader.FillAsync(Ct);
        reader.TryTakeLine(255);
        Assert.Equal(Message.KexInit, await NextNumberAsync(reader));
        Assert.Equal(Message.KexEcdhReply, await NextNumberAsync(reader));
        Assert.Equal(Message.NewKeys, await NextNumberAsync(reader));
        await theirs.DisposeAsync();
        await Assert.ThrowsAsync<SshEndedException>(() => accepting);
    }

    [Fact]
    public async Task Nothing_in_common_is_said_to_the_peer()
    {
        var offer = KexInit.Create(
            ["diffie-hellman-group1-sha1"], [], ["ssh-ed25519"], CipherSuite.Ciphers, CipherSuite.Macs).Payload;
        Assert.Equal("no key exchange in common", await RefusedAsync(true, Version, Packet(offer)));
        // Markers are not key exchanges, even when both sides name them.
        offer = KexInit.Create(
            ["ext-info-s", "kex-strict-s-v00@openssh.com"], [], ["ssh-ed25519"], CipherSuite.Ciphers, CipherSuite.Macs)
            .Payload;
        Assert.Equal("no key exchange in common", await RefusedAsync(true, Version, Packet(offer)));
    }

    [Fact]
    public async Task A_client_may_leave_at_any_byte_of_the_handshake()
    {
        var length = (await ClientBytesAsync()).Length;
        for (var allowed = 0; allowed < length; allowed += 37)
        {
            var (a, b) = DuplexPipe.Create();
            var accepting = SshTransport.AcceptAsync(b, Pair.ServerOptions, Ct);
            await Assert.ThrowsAnyAsync<Exception>(() => SshTransport.ConnectAsync(
                new CutStream(a, allowed), Pair.ClientOptions, Ct));
            var end = await Record.ExceptionAsync(() => accepting);
            Assert.True(end is SshEndedException or SshProtocolException, $"after {allowed} bytes: {end}");
        }
    }

    [Fact]
    public async Task A_flipped_byte_of_the_handshake_never_gives_a_session()
    {
        var sent = await ClientBytesAsync();
        var padding = Padding(sent);
        foreach (var at in Enumerable.Range(0, sent.Length).Where(at => at % 23 == 0 && !padding.Contains(at)))
        {
            var (a, b) = DuplexPipe.Create();
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            var accepting = SshTransport.AcceptAsync(b, Pair.ServerOptions, limit.Token);
            var connecting = SshTransport.ConnectAsync(new FlipStream(a, at), Pair.ClientOptions, limit.Token);
            var ends = await Task.WhenAll(
                Record.ExceptionAsync(() => connecting).AsTask(), Record.ExceptionAsync(() => accepting).AsTask());
            Assert.True(ends.Any(end => end is not null), $"byte {at} made no difference");
        }
    }

    /// <summary>What our client sends until it has its first keys; sizes are the same every time.</summary>
    async Task<byte[]> ClientBytesAsync()
    {
        var (a, b) = DuplexPipe.Create();
        var accepting = SshTransport.AcceptAsync(b, Pair.ServerOptions, Ct);
        var client = new FlipStream(a, int.MaxValue);
        await using var connected = await SshTransport.ConnectAsync(client, Pair.ClientOptions, Ct);
        await using var accepted = await accepting;
        return client.Written.ToArray();
    }

    // Padding of packets in the clear is the only thing the exchange hash does not cover.
    static HashSet<int> Padding(byte[] bytes)
    {
        var padding = new HashSet<int>();
        for (var at = bytes.AsSpan().IndexOf((byte)'\n') + 1; at < bytes.Length;)
        {
            var end = at + 4 + (int)new SshReader(bytes.AsSpan(at)).UInt32();
            padding.UnionWith(Enumerable.Range(end - bytes[at + 4], bytes[at + 4]));
            at = end;
        }

        return padding;
    }

    static byte[] Version => "SSH-2.0-hostile\r\n"u8.ToArray();

    static byte[] Offer(bool toServer) => KexInit.Create(
        KeyAgreement.Ingress, [toServer ? KexInit.StrictClient : KexInit.StrictServer], ["ssh-ed25519"],
        CipherSuite.Ciphers, CipherSuite.Macs).Payload;

    static byte[] Packet(byte[] payload)
    {
        var bytes = new MemoryStream();
        using var writer = new PacketWriter(bytes);
        writer.TryAppend(payload);
        writer.FlushAsync(default).AsTask().GetAwaiter().GetResult();
        return bytes.ToArray();
    }

    async Task<byte> NextNumberAsync(PacketReader reader)
    {
        Memory<byte> payload;
        while (!reader.TryTake(out payload))
        {
            Assert.True(await reader.FillAsync(Ct));
        }

        return payload.Span[0];
    }

    /// <summary>Sends the bytes and then the end; our side must end without a session. Its reason.</summary>
    async Task<string> RefusedAsync(bool server, params byte[][] sent)
    {
        var (ours, theirs) = DuplexPipe.Create();
        var handshake = server
            ? SshTransport.AcceptAsync(ours, Pair.ServerOptions, Ct)
            : SshTransport.ConnectAsync(ours, Pair.ClientOptions, Ct);
        try
        {
            foreach (var bytes in sent)
            {
                await theirs.WriteAsync(bytes, Ct);
            }
        }
        catch (IOException)
        {
            // Refused before we had said it all.
        }

        await theirs.DisposeAsync();
        var end = await Record.ExceptionAsync(() => handshake);
        Assert.True(end is SshProtocolException or SshEndedException, $"{end}");
        return end.Message;
    }
}
