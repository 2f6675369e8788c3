using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Tests.Support;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Transport.Ciphers;
using AccessAudit.Gateway.Ssh.Transport.Exchange;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Tests.Contracts;

/// <summary>Both of our roles against each other in memory.</summary>
public sealed class TransportPairTests : IDisposable
{
    readonly CancellationTokenSource _limit =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public TransportPairTests() => _limit.CancelAfter(TimeSpan.FromSeconds(60));

    CancellationToken Ct => _limit.Token;

    public static TheoryData<string> KeyExchanges => [.. KeyAgreement.Egress];

    public void Dispose() => _limit.Dispose();

    [Theory]
    [MemberData(nameof(KeyExchanges))]
    public async Task Every_key_exchange_leads_to_one_session_with_every_cipher(string kex)
    {
        foreach (var cipher in CipherSuite.Ciphers)
        {
            foreach (var mac in CipherSuite.Macs)
            {
                await using var pair = await Pair.ConnectAsync(
                    Ct,
                    Pair.ClientOptions with { KeyExchanges = [kex], Ciphers = [cipher], Macs = [mac] },
                    Pair.ServerOptions with { KeyExchanges = KeyAgreement.Egress });

                Assert.Equal(pair.Client.SessionId.ToArray(), pair.Server.SessionId.ToArray());
                Assert.Equal(pair.Client.Algorithms, pair.Server.Algorithms);
                Assert.Equal((kex, cipher), (pair.Client.Algorithms.KeyExchange, pair.Client.Algorithms.CipherToServer));
                await pair.Client.WriteAsync("\u005eping"u8.ToArray(), Ct);
                await pair.Client.FlushAsync(Ct);
                Assert.Equal("\u005eping"u8.ToArray(), (await pair.Server.ReadAsync(Ct))!.Value.ToArray());
            }
        }
    }

    [Fact]
    public async Task By_default_the_key_exchange_is_post_quantum_and_the_cipher_gcm()
    {
        await using var pair = await Pair.ConnectAsync(Ct);
        Assert.Equal("mlkem768x25519-sha256", pair.Server.Algorithms.KeyExchange);
        Assert.Equal("aes256-gcm@openssh.com", pair.Server.Algorithms.CipherToClient);
        Assert.True(pair.Server.Algorithms.Strict);
        Assert.Equal("SSH-2.0-AccessAudit_0.1", pair.Server.PeerVersion);
    }

    [Theory]
    [InlineData("nistp256", "ecdsa-sha2-nistp256")]
    [InlineData("nistp384", "ecdsa-sha2-nistp384")]
    [InlineData("rsa", "rsa-sha2-512")]
    public async Task A_server_with_several_host_keys_shows_the_pinned_one(string kind, string algorithm)
    {
        using PrivateKey key = kind == "rsa"
            ? new RsaPrivateKey(RSA.Create(2048))
            : new EcdsaPrivateKey(NistCurve.OfKeyType(algorithm)!, ECDsa.Create(NistCurve.OfKeyType(algorithm)!.Curve));
        await using var pair = await Pair.ConnectAsync(
            Ct, ClientTransportOptions.Pinned(key.PublicKey),
            new ServerTransportOptions { HostKeys = [Pair.HostKey, key] });
        Assert.Equal(algorithm, pair.Client.Algorithms.HostKey);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(32 * 1024)]
    [InlineData(250_000)]
    public async Task Payloads_of_any_size_arrive_whole_and_in_order(int size)
    {
        await using var pair = await Pair.AuthenticatedAsync(Ct);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await pair.Client.WriteAsync(Payload(i, size), Ct);
            }

            await pair.Client.FlushAsync(Ct);
        }, Ct);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(Payload(i, size), (await pair.Server.ReadAsync(Ct))!.Value.ToArray());
        }

        await sending;
    }

    [Fact]
    public async Task New_keys_come_by_age_too()
    {
        var time = new ManualTime();
        await using var pair = await Pair.AuthenticatedAsync(Ct, Pair.ClientOptions with { Time = time });
        await using var echo = new Echoing(pair.Server, Ct);
        await RoundTripAsync(pair.Client);
        Assert.Equal(1, pair.Client.KeyExchanges);

        time.Advance(TimeSpan.FromHours(1));
        await RoundTripAsync(pair.Client);

        Assert.Equal((2, 2), (pair.Client.KeyExchanges, pair.Server.KeyExchanges));
    }

    [Fact]
    public async Task A_peer_that_never_finishes_new_keys_is_left()
    {
        await using var pair = await Pair.AuthenticatedAsync(
            Ct, Pair.ClientOptions with { RekeyBytes = 1000, RekeyLimit = TimeSpan.FromMilliseconds(50) });
        // The server does not read at all.
        await pair.Client.WriteAsync(Payload(0, 2000), Ct);
        await Assert.ThrowsAsync<SshEndedException>(async () => await pair.Client.WriteAsync(Payload(1, 10), Ct));
        Assert.Null(await pair.Client.ReadAsync(Ct));
        Assert.Contains("in time", pair.Client.EndReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_legs_that_wear_out_their_keys_at_the_same_time_do_not_wait_for_each_other()
    {
        // technician = left.Client | gateway: left.Server <-> right.Client | right.Server = target
        const long Worn = 200 * 1024;
        await using var left = await Pair.AuthenticatedAsync(Ct, server: Pair.ServerOptions with { RekeyBytes = Worn });
        await using var right = await Pair.AuthenticatedAsync(Ct, Pair.ClientOptions with { RekeyBytes = Worn });
        var input = RandomNumberGenerator.GetBytes(20 * 1024 * 1024);
        var target = EchoChannel.ServeAsync(right.Server, Ct);
        var there = PassAsync(left.Server, right.Client);
        var back = PassAsync(right.Client, left.Server);

        var (hash, _) = await EchoChannel.RunAsync(left.Client, "cat", input, Ct);

        Assert.Equal(SHA256.HashData(input), hash);
        Assert.True(left.Server.KeyExchanges > 50, $"{left.Server.KeyExchanges} key exchanges");
        Assert.True(right.Client.KeyExchanges > 50, $"{right.Client.KeyExchanges} key exchanges");
        await target;
        await left.Client.DisconnectAsync(DisconnectReason.ByApplication, "done");
        await right.Server.DisconnectAsync(DisconnectReason.ByApplication, "done");
        await Task.WhenAll(there, back);
    }

    [Fact]
    public async Task Several_writers_never_mix_their_payloads()
    {
        await using var pair = await Pair.AuthenticatedAsync(Ct, Pair.ClientOptions with { RekeyBytes = 50_000 });
        // Somebody must read the client's side for its key exchanges, or a writer does it.
        var writers = Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await pair.Client.WriteAsync(Payload(w, 1000), Ct);
            }

            await pair.Client.FlushAsync(Ct);
        }, Ct)).ToArray();
        var seen = new int[4];
        for (var i = 0; i < 800; i++)
        {
            var payload = (await pair.Server.ReadAsync(Ct))!.Value.ToArray();
            var writer = payload[1];
            Assert.Equal(Payload(writer, 1000), payload);
            seen[writer]++;
        }

        Assert.Equal([200, 200, 200, 200], seen);
        await Task.WhenAll(writers);
    }

    [Fact]
    public async Task Disconnecting_tells_the_peer_why_without_its_control_characters()
    {
        await using var pair = await Pair.AuthenticatedAsync(Ct);
        await pair.Client.DisconnectAsync(DisconnectReason.ByApplication, "bye\u001b[31m\u202e now");
        Assert.Null(await pair.Server.ReadAsync(Ct));
        Assert.Equal("the peer disconnected (11): bye [31m  now", pair.Server.EndReason);
        await Assert.ThrowsAsync<SshEndedException>(async () => await pair.Client.WriteAsync(Payload(0, 1), Ct));
    }

    [Fact]
    public async Task A_reader_that_waits_is_woken_when_its_own_side_disconnects()
    {
        await using var pair = await Pair.AuthenticatedAsync(Ct);
        var reading = pair.Server.ReadAsync(Ct).AsTask();
        await pair.Server.DisconnectAsync(DisconnectReason.ByApplication, "the grant has ended");
        Assert.Null(await reading);
        Assert.Equal("the grant has ended", pair.Server.EndReason);
    }

    [Fact]
    public async Task Unknown_messages_of_a_known_user_are_answered_and_forgotten()
    {
        await using var pair = await Pair.AuthenticatedAsync(Ct);
        foreach (byte number in (byte[])[8, 19, 128, 192, 193, 255, Message.Ignore, Message.Debug])
        {
            await pair.Client.WriteAsync(new byte[] { number, 0, 0, 0, 0 }, Ct);
        }

        await pair.Client.WriteAsync(Payload(7, 10), Ct);
        await pair.Client.FlushAsync(Ct);
        Assert.Equal(Payload(7, 10), (await pair.Server.ReadAsync(Ct))!.Value.ToArray());
        Assert.Null(pair.Server.EndReason);
    }

    [Fact]
    public async Task Packets_beyond_the_cap_end_the_connection()
    {
        await using var pair = await Pair.AuthenticatedAsync(Ct);
        await pair.Client.WriteAsync(Payload(0, 300_000), Ct);
        var sending = Record.ExceptionAsync(() => pair.Client.FlushAsync(Ct).AsTask());
        Assert.Null(await pair.Server.ReadAsync(Ct));
        Assert.Contains("impossible length", pair.Server.EndReason, StringComparison.Ordinal);
        await sending;
    }

    async Task PassAsync(SshTransport from, SshTransport to)
    {
        try
        {
            while (await from.ReadAfterFlushAsync(to, Ct) is { } payload)
            {
                await to.WriteAsync(payload, Ct);
            }
        }
        catch (SshEndedException)
        {
            // The other leg left first.
        }
    }

    async Task RoundTripAsync(SshTransport client)
    {
        await client.WriteAsync(Payload(3, 100), Ct);
        await client.FlushAsync(Ct);
        Assert.Equal(Payload(3, 100), (await client.ReadAsync(Ct))!.Value.ToArray());
    }

    static byte[] Payload(int seed, int size)
    {
        var payload = new byte[size];
        new Random(seed).NextBytes(payload);
        payload[0] = Message.ChannelData;
        if (size > 1)
        {
            payload[1] = (byte)seed;
        }

        return payload;
    }

    sealed class ManualTime : TimeProvider
    {
        long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _now += by.Ticks;

        public override long GetTimestamp() => _now;
    }

    /// <summary>Sends every payload back.</summary>
    sealed class Echoing(SshTransport transport, CancellationToken ct) : IAsyncDisposable
    {
        readonly Task _echoing = Task.Run(async () =>
        {
            while (await transport.ReadAsync(ct) is { } payload)
            {
                await transport.WriteAsync(payload, ct);
                await transport.FlushAsync(ct);
            }
        }, ct);

        public async ValueTask DisposeAsync()
        {
            await transport.DisconnectAsync(DisconnectReason.ByApplication, "done");
            await _echoing;
        }
    }
}
