using AccessAudit.Gateway.Ssh.Authentication;
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Tests.Support;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Tests.Contracts;

/// <summary>Our server's user authentication against a client that says what it likes.</summary>
public sealed class ServerAuthenticationTests : IDisposable
{
    static readonly PrivateKey Key = PrivateKey.GenerateEd25519();
    static readonly PrivateKey Stranger = PrivateKey.GenerateEd25519();

    readonly CancellationTokenSource _limit =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public ServerAuthenticationTests() => _limit.CancelAfter(TimeSpan.FromSeconds(60));

    /// <summary>How far the honest part of the client goes.</summary>
    public enum Stage
    {
        Connected,
        ServiceAccepted,
        KeyAccepted,
        CodeAsked,
    }

    CancellationToken Ct => _limit.Token;

    public void Dispose() => _limit.Dispose();

    [Theory]
    [InlineData(Stage.Connected)]
    [InlineData(Stage.ServiceAccepted)]
    [InlineData(Stage.KeyAccepted)]
    [InlineData(Stage.CodeAsked)]
    public async Task No_message_but_the_right_one_lets_anyone_in(Stage stage)
    {
        for (var number = 0; number < 256; number++)
        {
            await using var talk = await TalkAsync(stage);
            await talk.SendAsync([(byte)number, 0, 0, 0, 0]);
            // Whatever is not ended by the server ends here.
            await talk.Client.DisconnectAsync(DisconnectReason.ByApplication, "done");

            var refused = Assert.IsType<AuthenticationResult.Refused>(await talk.Result);

            var harmless = number is Message.Ignore or Message.Unimplemented or Message.Debug or Message.ExtInfo;
            Assert.Equal(harmless, refused.Why.StartsWith("the peer disconnected", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Key_and_code_let_the_user_in()
    {
        await using var talk = await TalkAsync(Stage.CodeAsked);
        await talk.SendAsync(new SshWriter(Message.UserauthInfoResponse).UInt32(1).Text("123456").ToArray());
        Assert.Equal(Message.UserauthBanner, (await talk.ReadAsync()).Span[0]);
        Assert.Equal(Message.UserauthSuccess, (await talk.ReadAsync()).Span[0]);
        var who = Assert.IsType<AuthenticationResult.Succeeded>(await talk.Result).Who;
        Assert.Equal(("alice", Key.PublicKey), (who.User, who.Key));
    }

    [Fact]
    public async Task After_the_key_only_the_code_is_asked_for()
    {
        await using var talk = await TalkAsync(Stage.ServiceAccepted);
        await talk.SendAsync(Signed("alice", Key, talk.Client.SessionId));
        Assert.Equal(Failure("keyboard-interactive", partial: true), (await talk.ReadAsync()).ToArray());
        // A second key cannot replace the first.
        await talk.SendAsync(Signed("alice", Stranger, talk.Client.SessionId));
        Assert.Equal(Failure("keyboard-interactive"), (await talk.ReadAsync()).ToArray());
        await talk.SendAsync(Request("alice", "none").ToArray());
        Assert.Equal(Failure("keyboard-interactive"), (await talk.ReadAsync()).ToArray());
    }

    [Fact]
    public async Task The_user_name_cannot_change_after_the_key()
    {
        await using var talk = await TalkAsync(Stage.KeyAccepted);
        await talk.SendAsync(Interactive("root"));
        var refused = Assert.IsType<AuthenticationResult.Refused>(await talk.Result);
        Assert.Contains("user name changed", refused.Why, StringComparison.Ordinal);
        Assert.Equal("alice", refused.Who!.User);
    }

    [Fact]
    public async Task The_code_cannot_come_before_the_key()
    {
        await using var talk = await TalkAsync(Stage.ServiceAccepted);
        await talk.SendAsync(Interactive("alice"));
        Assert.Equal(Failure("publickey"), (await talk.ReadAsync()).ToArray());
        await talk.SendAsync(new SshWriter(Message.UserauthInfoResponse).UInt32(1).Text("123456").ToArray());
        Assert.IsType<AuthenticationResult.Refused>(await talk.Result);
    }

    [Fact]
    public async Task An_unknown_user_an_unknown_key_and_a_wrong_signature_get_the_same_answers()
    {
        await using var talk = await TalkAsync(Stage.ServiceAccepted);
        byte[][] requests =
        [
            Offered("nobody", Key), Offered("alice", Stranger),
            Signed("nobody", Key, talk.Client.SessionId), Signed("alice", Stranger, talk.Client.SessionId),
            Signed("alice", Key, new byte[32]),
            Request("alice", "password").Boolean(false).Text("secret").ToArray(),
        ];
        foreach (var request in requests)
        {
            await talk.SendAsync(request);
            Assert.Equal(Failure("publickey"), (await talk.ReadAsync()).ToArray());
        }
    }

    [Fact]
    public async Task A_signature_under_another_name_than_its_algorithm_is_refused()
    {
        await using var talk = await TalkAsync(Stage.ServiceAccepted);
        var data = Request("alice", "publickey").Boolean(true).Text("rsa-sha2-256").String(Key.PublicKey.Blob.Span);
        var signed = new SshWriter().String(talk.Client.SessionId.Span).Raw(data.Span);
        await talk.SendAsync(data.String(Key.Sign("ssh-ed25519", signed.Span)).ToArray());
        Assert.Equal(Failure("publickey"), (await talk.ReadAsync()).ToArray());
    }

    [Fact]
    public async Task Only_forty_keys_may_be_offered()
    {
        await using var talk = await TalkAsync(Stage.ServiceAccepted);
        for (var i = 0; i < 40; i++)
        {
            await talk.SendAsync(Offered("alice", Stranger));
            Assert.Equal(Failure("publickey"), (await talk.ReadAsync()).ToArray());
        }

        await talk.SendAsync(Offered("alice", Key));
        Assert.Contains(
            "too many keys", Assert.IsType<AuthenticationResult.Refused>(await talk.Result).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_are_counted()
    {
        await using var talk = await TalkAsync(Stage.ServiceAccepted);
        for (var i = 0; i < 7; i++)
        {
            await talk.SendAsync(Signed("alice", Stranger, talk.Client.SessionId));
        }

        Assert.Contains(
            "too many", Assert.IsType<AuthenticationResult.Refused>(await talk.Result).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strangers_cannot_send_without_end()
    {
        await using var talk = await TalkAsync(Stage.ServiceAccepted);
        var ignore = new SshWriter(Message.Ignore).String(new byte[10_000]).ToArray();
        for (var i = 0; i < 7; i++)
        {
            await talk.SendAsync(ignore);
        }

        Assert.Contains(
            "too much", Assert.IsType<AuthenticationResult.Refused>(await talk.Result).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_takes_too_long_is_told_and_left()
    {
        await using var talk = await TalkAsync(
            Stage.CodeAsked, new() { Budget = TimeSpan.FromMilliseconds(300) });
        var refused = Assert.IsType<AuthenticationResult.Refused>(await talk.Result);
        Assert.Equal("authentication took too long", refused.Why);
        Assert.Null(await talk.Client.ReadAsync(Ct));
        Assert.Contains("took too long", talk.Client.EndReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task There_must_be_as_many_answers_as_questions(int answers)
    {
        await using var talk = await TalkAsync(Stage.CodeAsked);
        var response = new SshWriter(Message.UserauthInfoResponse).UInt32((uint)answers);
        for (var i = 0; i < answers; i++)
        {
            response.Text("123456");
        }

        await talk.SendAsync(response.ToArray());
        Assert.IsType<AuthenticationResult.Refused>(await talk.Result);
    }

    [Fact]
    public async Task Another_service_than_the_connection_is_refused()
    {
        await using var talk = await TalkAsync(Stage.ServiceAccepted);
        await talk.SendAsync(
            new SshWriter(Message.UserauthRequest).Text("alice").Text("ssh-shell").Text("none").ToArray());
        Assert.IsType<AuthenticationResult.Refused>(await talk.Result);
    }

    [Theory]
    [InlineData(new byte[] { Message.UserauthSuccess })]
    [InlineData(new byte[] { Message.ServiceAccept, 0, 0, 0, 0 })]
    [InlineData(new byte[] { Message.ChannelOpen, 0, 0, 0, 0 })]
    public async Task A_hostile_target_gains_nothing_before_the_service(byte[] first)
    {
        await using var pair = await Pair.ConnectAsync(Ct);
        await pair.Server.WriteAsync(first, Ct);
        await pair.Server.FlushAsync(Ct);
        Assert.IsType<ClientAuthenticationResult.Ended>(
            await ClientAuthentication.RunAsync(pair.Client, "root", Key, Ct));
    }

    [Fact]
    public async Task No_message_of_a_target_but_success_is_success()
    {
        for (var number = 0; number < 256; number++)
        {
            await using var pair = await Pair.ConnectAsync(Ct);
            await pair.Server.WriteAsync(new SshWriter(Message.ServiceAccept).Text("ssh-userauth").Memory, Ct);
            await pair.Server.WriteAsync(new byte[] { (byte)number, 0, 0, 0, 0, 0 }, Ct);
            await pair.Server.DisconnectAsync(DisconnectReason.ByApplication, "done");
            var result = await ClientAuthentication.RunAsync(pair.Client, "root", Key, Ct);
            Assert.True(
                number == Message.UserauthFailure
                    ? result is ClientAuthenticationResult.Refused
                    : result is ClientAuthenticationResult.Ended,
                $"message {number}: {result}");
        }
    }

    async Task<Talk> TalkAsync(Stage stage, ServerAuthenticationOptions? options = null)
    {
        var pair = await Pair.ConnectAsync(
            Ct, Pair.ClientOptions with { KeyExchanges = ["curve25519-sha256"] });
        var authority = new CodeAuthority("alice", [Key.PublicKey], code: "123456");
        var talk = new Talk(
            pair, ServerAuthentication.RunAsync(
                pair.Server, authority, options ?? new() { AnswerFloor = TimeSpan.Zero }, Ct), Ct);
        if (stage >= Stage.ServiceAccepted)
        {
            await talk.SendAsync(new SshWriter(Message.ServiceRequest).Text("ssh-userauth").ToArray());
            Assert.Equal(Message.ServiceAccept, (await talk.ReadAsync()).Span[0]);
        }

        if (stage >= Stage.KeyAccepted)
        {
            await talk.SendAsync(Offered("alice", Key));
            Assert.Equal(Message.UserauthPkOk, (await talk.ReadAsync()).Span[0]);
            await talk.SendAsync(Signed("alice", Key, pair.Client.SessionId));
            Assert.Equal(Message.UserauthFailure, (await talk.ReadAsync()).Span[0]);
        }

        if (stage >= Stage.CodeAsked)
        {
            await talk.SendAsync(Interactive("alice"));
            Assert.Equal(Message.UserauthInfoRequest, (await talk.ReadAsync()).Span[0]);
        }

        return talk;
    }

    static SshWriter Request(string user, string method) =>
        new SshWriter(Message.UserauthRequest).Text(user).Text("ssh-connection").Text(method);

    static byte[] Interactive(string user) => Request(user, "keyboard-interactive").Text("").Text("").ToArray();

    static byte[] Offered(string user, PrivateKey key) => Request(user, "publickey").Boolean(false)
        .Text("ssh-ed25519").String(key.PublicKey.Blob.Span).ToArray();

    static byte[] Signed(string user, PrivateKey key, ReadOnlyMemory<byte> sessionId)
    {
        var request = Request(user, "publickey").Boolean(true).Text("ssh-ed25519").String(key.PublicKey.Blob.Span);
        var signed = new SshWriter().String(sessionId.Span).Raw(request.Span);
        return request.String(key.Sign("ssh-ed25519", signed.Span)).ToArray();
    }

    static byte[] Failure(string methods, bool partial = false) =>
        new SshWriter(Message.UserauthFailure).Text(methods).Boolean(partial).ToArray();

    sealed record Talk(Pair Pair, Task<AuthenticationResult> Result, CancellationToken Ct) : IAsyncDisposable
    {
        public SshTransport Client => Pair.Client;

        public async Task SendAsync(byte[] payload)
        {
            try
            {
                await Client.WriteAsync(payload, Ct);
                await Client.FlushAsync(Ct);
            }
            catch (SshEndedException)
            {
                // The server has left already; its result tells why.
            }
        }

        public async Task<ReadOnlyMemory<byte>> ReadAsync() =>
            await Client.ReadAsync(Ct) ?? throw new InvalidOperationException(Client.EndReason);

        public async ValueTask DisposeAsync()
        {
            await Pair.DisposeAsync();
            await Result;
        }
    }
}
