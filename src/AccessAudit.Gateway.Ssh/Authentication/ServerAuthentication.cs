// User authentication, server side: RFC 4252 (none, publickey) and RFC 4256 (keyboard-interactive). The order is fixed:
// a key proves who asks (partial success), then the layer above asks its questions. After a signature has been accepted
// the user name cannot change, and who came in is taken from the key that signed, never from a later request
// (CVE-2024-45337). Every message that is not expected in its state ends the connection (CVE-2018-10933).
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Authentication;

/// <summary>One technician's way in.</summary>
sealed class ServerAuthentication
{
    const string Service = "ssh-connection";
    const string PublicKeyMethod = "publickey";
    const string InteractiveMethod = "keyboard-interactive";

    readonly SshTransport _transport;
    readonly IUserAuthority _authority;
    readonly ServerAuthenticationOptions _options;
    AuthenticatedKey? _who;
    string? _user;
    InteractiveStep.Ask? _asked;
    bool _bannerShown;
    int _offers;
    int _failures;
    int _rounds;

    ServerAuthentication(SshTransport transport, IUserAuthority authority, ServerAuthenticationOptions options)
    {
        _transport = transport;
        _authority = authority;
        _options = options;
    }

    /// <summary>
    /// Runs until success has been told, or the connection has been closed. Throws only when <paramref name="ct"/> is
    /// cancelled or the authority fails by surprise.
    /// </summary>
    public static async Task<AuthenticationResult> RunAsync(
        SshTransport transport, IUserAuthority authority, ServerAuthenticationOptions options, CancellationToken ct)
    {
        using var budget = new CancellationTokenSource(options.Budget, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, budget.Token);
        var one = new ServerAuthentication(transport, authority, options);
        try
        {
            return await one.RunAsync(both.Token);
        }
        catch (SshProtocolException e)
        {
            return await one.EndAsync(e.Reason, e.Message);
        }
        catch (SshEndedException e)
        {
            return new AuthenticationResult.Refused(e.Message, one.ShortUser, one._who);
        }
        catch (OperationCanceledException) when (budget.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return await one.EndAsync(DisconnectReason.ByApplication, "authentication took too long");
        }
    }

    string? ShortUser => _user?.Length > 64 ? _user[..64] : _user;

    async Task<AuthenticationResult> RunAsync(CancellationToken ct)
    {
        await AcceptServiceAsync(ct);
        while (true)
        {
            if (await _transport.ReadAsync(ct) is not { } payload)
            {
                return new AuthenticationResult.Refused(_transport.EndReason!, ShortUser, _who);
            }

            var result = payload.Span[0] switch
            {
                Message.UserauthRequest => await OnRequestAsync(payload, ct),
                Message.UserauthInfoResponse when _asked is not null => await OnAnswersAsync(payload, ct),
                var number => throw new SshProtocolException($"message {number} is not allowed in authentication"),
            };
            if (result is not null)
            {
                return result;
            }
        }
    }

    async ValueTask AcceptServiceAsync(CancellationToken ct)
    {
        var payload = await _transport.ReadAsync(ct) ?? throw new SshEndedException(_transport.EndReason!);
        if (payload.Span[0] != Message.ServiceRequest)
        {
            throw new SshProtocolException($"message {payload.Span[0]} came before the service request");
        }

        var reader = new SshReader(payload.Span[1..]);
        var service = reader.Name();
        reader.Finish();
        if (service != "ssh-userauth")
        {
            throw new SshProtocolException(DisconnectReason.ServiceNotAvailable, "only ssh-userauth can be asked for");
        }

        await SendAsync(new SshWriter(Message.ServiceAccept).Text(service), ct);
    }

    async ValueTask<AuthenticationResult?> OnRequestAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        var since = _options.Time.GetTimestamp();
        // A new request abandons a question that was open (RFC 4256 section 3.1).
        _asked = null;
        var request = UserauthRequest.Parse(payload);
        if (request.Service != Service)
        {
            throw new SshProtocolException(DisconnectReason.ServiceNotAvailable, "only ssh-connection can be entered");
        }

        if (_who is not null && request.User != _who.User)
        {
            throw new SshProtocolException("the user name changed after the key was accepted");
        }

        _user = request.User;
        await ShowBannerOnceAsync(ct);
        switch (request.Method)
        {
            case PublicKeyMethod when _who is null:
                return await OnPublicKeyAsync(request, since, ct);
            case InteractiveMethod when _who is not null:
                return await StepAsync(null, ct);
            case "none" when _who is null && _failures == 0 && _offers == 0:
                await SendFailureAsync(since, ct);
                return null;
            default:
                return await FailAsync(since, ct);
        }
    }

    async ValueTask<AuthenticationResult?> OnPublicKeyAsync(UserauthRequest request, long since, CancellationToken ct)
    {
        var ask = request.ReadPublicKey(_transport.SessionId.Span);
        var key = PublicKey.Parse(ask.Blob, out _);
        var usable = key is not null && key.Algorithms.Contains(ask.Algorithm);
        // Asked in every case, so that a signed request costs the same whether or not the key is known.
        var known = usable && await _authority.KnowsKeyAsync(request.User, key!, ct);
        if (!ask.IsSigned)
        {
            if (++_offers > _options.MaxOffers)
            {
                return await EndAsync(DisconnectReason.NoMoreAuthMethodsAvailable, "too many keys were offered");
            }

            if (!known)
            {
                await SendFailureAsync(since, ct);
                return null;
            }

            await FloorAsync(since, ct);
            await SendAsync(new SshWriter(Message.UserauthPkOk).Text(ask.Algorithm).String(ask.Blob), ct);
            return null;
        }

        var signed = usable && key!.Verify(ask.Algorithm, ask.SignedData, ask.Signature);
        if (!known || !signed)
        {
            return await FailAsync(since, ct);
        }

        _who = new(request.User, key!);
        if (await _authority.KeySufficesAsync(_who, ct))
        {
            return await StepAsync(null, ct, mayAsk: false);
        }

        await SendFailureAsync(since, ct, partialSuccess: true);
        return null;
    }

    async ValueTask<AuthenticationResult?> OnAnswersAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        var answers = UserauthRequest.ParseAnswers(payload.Span, _asked!.Prompts.Count);
        _asked = null;
        return await StepAsync(answers, ct);
    }

    async ValueTask<AuthenticationResult?> StepAsync(
        IReadOnlyList<string>? answers, CancellationToken ct, bool mayAsk = true)
    {
        if (++_rounds > _options.MaxRounds)
        {
            return await EndAsync(DisconnectReason.NoMoreAuthMethodsAvailable, "too many attempts");
        }

        switch (await _authority.NextAsync(_who!, answers, ct))
        {
            case InteractiveStep.Ask when !mayAsk:
                // What made the key enough ended in between; the peer has not asked for a question yet.
                await SendFailureAsync(_options.Time.GetTimestamp(), ct, partialSuccess: true);
                return null;

            case InteractiveStep.Ask ask:
                _asked = ask;
                var question = new SshWriter(Message.UserauthInfoRequest)
                    .Text(ask.Name).Text(ask.Instruction).Text("").UInt32((uint)ask.Prompts.Count);
                foreach (var prompt in ask.Prompts)
                {
                    question.Text(prompt.Text).Boolean(prompt.Echo);
                }

                await SendAsync(question, ct);
                return null;

            case InteractiveStep.Succeed succeed:
                await SendBannerAsync(succeed.Banner, ct);
                await SendAsync(new SshWriter(Message.UserauthSuccess), ct);
                _transport.MarkAuthenticated();
                return new AuthenticationResult.Succeeded(_who!);

            case InteractiveStep.Refuse { Final: false } refuse:
                await SendBannerAsync(refuse.Text, ct);
                await SendFailureAsync(_options.Time.GetTimestamp(), ct);
                return null;

            case InteractiveStep.Refuse refuse:
                // The text goes by banner, because OpenSSH shows what is not ASCII in a disconnect as octal numbers; a
                // failure message would make it begin again with its keys.
                await SendBannerAsync(refuse.Text, ct);
                await _transport.DisconnectAsync(DisconnectReason.NoMoreAuthMethodsAvailable, "Permission denied");
                return new AuthenticationResult.Refused(refuse.Text, ShortUser, _who);

            default:
                throw new InvalidOperationException("an unknown step");
        }
    }

    async ValueTask<AuthenticationResult?> FailAsync(long since, CancellationToken ct)
    {
        if (++_failures > _options.MaxFailures)
        {
            return await EndAsync(DisconnectReason.NoMoreAuthMethodsAvailable, "too many authentication failures");
        }

        await SendFailureAsync(since, ct);
        return null;
    }

    async ValueTask<AuthenticationResult> EndAsync(DisconnectReason reason, string why)
    {
        await _transport.DisconnectAsync(reason, why);
        return new AuthenticationResult.Refused(why, ShortUser, _who);
    }

    async ValueTask SendFailureAsync(long since, CancellationToken ct, bool partialSuccess = false)
    {
        await FloorAsync(since, ct);
        var methods = _who is null ? PublicKeyMethod : InteractiveMethod;
        await SendAsync(new SshWriter(Message.UserauthFailure).Text(methods).Boolean(partialSuccess), ct);
    }

    async ValueTask FloorAsync(long since, CancellationToken ct)
    {
        var left = _options.AnswerFloor - _options.Time.GetElapsedTime(since);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, _options.Time, ct);
        }
    }

    async ValueTask ShowBannerOnceAsync(CancellationToken ct)
    {
        if (!_bannerShown)
        {
            _bannerShown = true;
            await SendBannerAsync(_options.Banner, ct);
        }
    }

    async ValueTask SendBannerAsync(string? text, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(text))
        {
            // RFC 4252 section 5.4 wants CR LF; clients print it as it is.
            var lines = text.ReplaceLineEndings("\r\n").TrimEnd() + "\r\n";
            await _transport.WriteAsync(new SshWriter(Message.UserauthBanner).Text(lines).Text("").Memory, ct);
        }
    }

    async ValueTask SendAsync(SshWriter message, CancellationToken ct)
    {
        await _transport.WriteAsync(message.Memory, ct);
        await _transport.FlushAsync(ct);
    }
}
