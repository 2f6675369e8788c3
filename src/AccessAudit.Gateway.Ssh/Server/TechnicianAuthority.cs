using AccessAudit.Gateway.Admission;
using AccessAudit.Gateway.Ssh.Authentication;
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Sessions;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Gateway.Ssh.Server;

/// <summary>
/// One connection's way through the door, in this order: the key, the choice of a grant where none was typed, the code,
/// the target. Success is told only when the target is open and the start is in the log, so nothing is ever relayed
/// into a void.
/// </summary>
sealed class TechnicianAuthority(ISessionDoor door, TargetDialer dialer, string source, TimeProvider time, ILogger log)
    : IUserAuthority
{
    const int MostTries = 3;

    // No login is spelled so: a name outside the grammar takes the same path as an unknown one.
    const string NobodysLogin = "-";

    Wanted? _wanted;
    IReadOnlyList<OpenGrant>? _offered;
    bool _codeAsked;
    int _tries;
    string _locale = "en";

    /// <summary>The session and its open target, from success on; the taker ends both.</summary>
    public Admitted? Admitted { get; private set; }

    public async ValueTask<bool> KnowsKeyAsync(string user, PublicKey key, CancellationToken ct)
    {
        var name = UserName.Parse(user);
        var known = await door.KnowsKeyAsync(name?.Login ?? NobodysLogin, key.Fingerprint, ct);
        return known && name is not null;
    }

    public async ValueTask<bool> KeySufficesAsync(AuthenticatedKey who, CancellationToken ct) =>
        UserName.Parse(who.User) is { Target: not null } name
        && await door.HasOpenWindowAsync(
            new(name.Login, who.Key.Fingerprint, source, "ssh"), new(name.Target, name.Account, null), ct);

    public async ValueTask<InteractiveStep> NextAsync(
        AuthenticatedKey who, IReadOnlyList<string>? answers, CancellationToken ct)
    {
        var name = UserName.Parse(who.User)!;
        var knocker = new Knocker(name.Login, who.Key.Fingerprint, source, "ssh");
        if (answers is null)
        {
            return await BeginAsync(name, knocker, ct);
        }

        return _codeAsked ? await OnCodeAsync(knocker, answers[0], ct) : await OnNumberAsync(knocker, answers[0], ct);
    }

    async ValueTask<InteractiveStep> BeginAsync(UserName name, Knocker knocker, CancellationToken ct)
    {
        _codeAsked = false;
        _locale = await door.LocaleAsync(name.Login, ct);
        if (_tries >= MostTries)
        {
            return new InteractiveStep.Refuse("", Final: true);
        }

        if (name.Target is not null)
        {
            return await WithWantedAsync(knocker, new(name.Target, name.Account, null), ct);
        }

        _offered = await door.OpenGrantsAsync(knocker, ct);
        // Without any grant the code is asked all the same: until it is right there is one answer.
        return _offered.Count == 0 ? await WithWantedAsync(knocker, new(null, null, null), ct) : AskNumber("");
    }

    InteractiveStep.Ask AskNumber(string remark) =>
        new("", remark + ServerTexts.Grants(_offered!, time.LocalTimeZone, _locale),
            [new(ServerTexts.NumberPrompt(_locale), Echo: true)]);

    async ValueTask<InteractiveStep> OnNumberAsync(Knocker knocker, string answer, CancellationToken ct)
    {
        if (int.TryParse(answer.AsSpan().Trim(), out var number) && number >= 1 && number <= _offered!.Count)
        {
            return await WithWantedAsync(knocker, new(null, null, _offered[number - 1].Id), ct);
        }

        return ++_tries < MostTries
            ? AskNumber(ServerTexts.NotInList(_locale) + "\n")
            : new InteractiveStep.Refuse(ServerTexts.NotInList(_locale), Final: true);
    }

    async ValueTask<InteractiveStep> WithWantedAsync(Knocker knocker, Wanted wanted, CancellationToken ct)
    {
        _wanted = wanted;
        return await door.HasOpenWindowAsync(knocker, wanted, ct)
            ? await KnockAsync(knocker, code: null, ct)
            : AskCode("");
    }

    InteractiveStep.Ask AskCode(string remark)
    {
        _codeAsked = true;
        return new("", remark, [new(ServerTexts.CodePrompt(_locale), Echo: false)]);
    }

    ValueTask<InteractiveStep> OnCodeAsync(Knocker knocker, string answer, CancellationToken ct)
    {
        _tries++;
        return KnockAsync(knocker, string.Concat(answer.Where(c => !char.IsWhiteSpace(c)).Take(64)), ct);
    }

    async ValueTask<InteractiveStep> KnockAsync(Knocker knocker, string? code, CancellationToken ct)
    {
        switch (await door.AdmitAsync(knocker, _wanted!, code, ct))
        {
            // A window that closed between the question and the knock: then the code is asked after all.
            case Admission.Admission.Closed { MayRetryCode: true } when code is null:
                return AskCode("");
            case Admission.Admission.Closed { MayRetryCode: true } closed when _tries < MostTries:
                return AskCode(closed.Text + "\n");
            case Admission.Admission.Closed closed:
                return new InteractiveStep.Refuse(closed.Text, Final: true);
            case Admission.Admission.Open open:
                return await EnterAsync(open.Session, code is not null, ct);
            default:
                throw new InvalidOperationException("an unknown answer of the door");
        }
    }

    /// <summary>Whatever goes wrong from here on, the session is ended with its reason.</summary>
    async ValueTask<InteractiveStep> EnterAsync(ILiveSession live, bool codeSpent, CancellationToken ct)
    {
        SshTransport? target = null;
        var end = SessionEnd.Error;
        try
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, live.Cut);
            var text = ServerTexts.LedgerLate(live.Locale);
            switch (await dialer.OpenAsync(live, both.Token))
            {
                case TargetOpening.Failed failed:
                    SshServerLog.TargetNotOpened(log, live.Id, failed.Stage);
                    (end, text) = (failed.Cause, failed.Text);
                    break;
                case TargetOpening.Opened opened:
                    target = opened.Port;
                    if (await live.StartAsync(both.Token))
                    {
                        Admitted = new(live, target);
                        return new InteractiveStep.Succeed();
                    }

                    end = SessionEnd.LedgerUnavailable;
                    break;
            }

            return Refuse(live.Cut.IsCancellationRequested ? live.CutText : text, codeSpent, live.Locale);
        }
        catch (OperationCanceledException) when (live.Cut.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return Refuse(live.CutText, codeSpent, live.Locale);
        }
        catch (OperationCanceledException)
        {
            end = SessionEnd.User;
            throw;
        }
        finally
        {
            if (Admitted is null)
            {
                if (target is not null)
                {
                    await target.DisconnectAsync(DisconnectReason.ByApplication, "no session");
                    await target.DisposeAsync();
                }

                await live.EndAsync(live.Cut.IsCancellationRequested ? live.CutReason : end, CancellationToken.None);
                await live.DisposeAsync();
            }
        }
    }

    static InteractiveStep.Refuse Refuse(string text, bool codeSpent, string locale) =>
        new(codeSpent ? $"{text}\n{ServerTexts.CodeSpent(locale)}" : text, Final: true);
}

/// <summary>A session that may be relayed, and its open target.</summary>
sealed record Admitted(ILiveSession Live, SshTransport Target);
