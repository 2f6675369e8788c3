using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using AccessAudit.Gateway.Admission;
using AccessAudit.Gateway.Ssh.Authentication;
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;
using AccessAudit.Journal;
using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Ssh.Server;

/// <summary>
/// The way into a target: TCP, key exchange with a pinned host key, then the account's key. Dialling may overlap with
/// waiting for the log's signed head; the key is used only once that head covers its release.
/// </summary>
sealed class TargetDialer(SshServerOptions options, TimeProvider time)
{
    public async Task<TargetOpening> OpenAsync(ILiveSession live, CancellationToken ct)
    {
        var dialling = DialAsync(live, ct);
        var releasing = live.ReleaseCredentialAsync(ct);
        byte[]? credential = null;
        Dialled? dialled = null;
        try
        {
            // Both are awaited whatever happens: neither may be left running with a key or a socket in hand.
            await Task.WhenAll(dialling, releasing);
        }
        finally
        {
            dialled = dialling.IsCompletedSuccessfully ? dialling.Result : null;
            credential = releasing.IsCompletedSuccessfully ? releasing.Result : null;
            if (!(dialling.IsCompletedSuccessfully && releasing.IsCompletedSuccessfully))
            {
                CryptographicOperations.ZeroMemory(credential);
                await DropAsync(dialled);
            }
        }

        return await SignInAsync(live, dialled!, credential, ct);
    }

    async Task<TargetOpening> SignInAsync(ILiveSession live, Dialled dialled, byte[]? credential, CancellationToken ct)
    {
        var signedIn = false;
        try
        {
            if (credential is null)
            {
                return new TargetOpening.Failed(
                    SessionEnd.LedgerUnavailable, ServerTexts.LedgerLate(live.Locale), "credential not released");
            }

            if (dialled.Failure is { } failure)
            {
                return failure;
            }

            using var key = Parse(credential);
            if (key is null)
            {
                return new TargetOpening.Failed(
                    SessionEnd.Error, ServerTexts.CredentialUnfit(live.TargetTitle, live.Locale),
                    "credential malformed");
            }

            using var limit = new CancellationTokenSource(options.DialLimit, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
            var result = await ClientAuthentication.RunAsync(dialled.Port!, live.Account, key, both.Token);
            signedIn = result is ClientAuthenticationResult.Succeeded;
            return signedIn
                ? new TargetOpening.Opened(dialled.Port!)
                : new TargetOpening.Failed(
                    SessionEnd.TargetUnreachable, ServerTexts.TargetRefusesUs(live.TargetTitle, live.Locale),
                    "authentication refused");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new TargetOpening.Failed(
                SessionEnd.TargetUnreachable, ServerTexts.TargetDown(live.TargetTitle, live.Locale),
                "authentication timeout");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(credential);
            if (!signedIn)
            {
                await DropAsync(dialled);
            }
        }
    }

    async Task<Dialled> DialAsync(ILiveSession live, CancellationToken ct)
    {
        HostKey? shown = null;
        var pinned = Pinned(live.HostKeys);
        using var limit = new CancellationTokenSource(options.DialLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (pinned.Count == 0)
            {
                return Fail(
                    SessionEnd.Error, ServerTexts.HostKeyChanged(live.TargetTitle, live.Locale), "no host key pinned");
            }

            await socket.ConnectAsync(live.Host, live.Port, both.Token);
            var transport = ClientTransportOptions.Pinned(pinned);
            var verdict = transport.HostKeyVerdict;
            transport = transport with
            {
                Time = time,
                HostKeyVerdict = host =>
                {
                    shown = host;
                    return verdict(host);
                },
            };
            var stream = new NetworkStream(socket, ownsSocket: true);
            return new(await SshTransport.ConnectAsync(stream, transport, both.Token), null);
        }
        catch (SshProtocolException e) when (e.Reason == DisconnectReason.HostKeyNotVerifiable && shown is not null)
        {
            await live.NoteAsync(
                "target.host_key_changed", FactOutcome.Failure, Members.Of(("fingerprint", shown.Fingerprint)),
                Members.Of(("key", shown.Key.ToLine())), ct);
            return Fail(
                SessionEnd.Error, ServerTexts.HostKeyChanged(live.TargetTitle, live.Locale), "host key changed");
        }
        catch (SshProtocolException)
        {
            return Fail(
                SessionEnd.TargetUnreachable, ServerTexts.NothingInCommon(live.TargetTitle, live.Locale),
                "key exchange");
        }
        catch (Exception e) when (e is SocketException or IOException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            socket.Dispose();
            return Fail(SessionEnd.TargetUnreachable, ServerTexts.TargetDown(live.TargetTitle, live.Locale), "connect");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    static Dialled Fail(SessionEnd cause, string text, string stage) =>
        new(null, new TargetOpening.Failed(cause, text, stage));

    static List<PublicKey> Pinned(IReadOnlyList<string> lines) =>
        [.. lines.Select(line => PublicKey.ParseLine(line, out _, out _)).OfType<PublicKey>()];

    static PrivateKey? Parse(byte[] file)
    {
        try
        {
            return PrivateKeyFile.Parse(Encoding.ASCII.GetString(file));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    static async ValueTask DropAsync(Dialled? dialled)
    {
        if (dialled?.Port is { } port)
        {
            await port.DisconnectAsync(DisconnectReason.ByApplication, "no session");
            await port.DisposeAsync();
        }
    }

    sealed record Dialled(SshTransport? Port, TargetOpening.Failed? Failure);
}
