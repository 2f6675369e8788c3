using System.Diagnostics;
using AccessAudit.Codes;
using AccessAudit.Contracts;
using AccessAudit.Gatekeepers;
using AccessAudit.Gateway.Credentials;
using AccessAudit.Grants;
using AccessAudit.Measuring;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.Sessions;
using AccessAudit.State;
using Microsoft.Extensions.Logging;

namespace AccessAudit.Gateway.Admission;

/// <summary>
/// Decides whether a knock becomes a session; the order of its questions is the body of <see cref="DecideAsync"/>. Until key
/// and code are right every knock gets one answer; afterwards the technician hears the true reason.
/// </summary>
sealed class SessionDoor(
    IStore store, CodeDesk codes, SessionOpening opening, GatewayOptions options, TimeProvider time,
    ILogger<SessionDoor> log) : ISessionDoor
{
    static readonly Refusal WrongCode = new("code.wrong");

    public Task<bool> KnowsKeyAsync(string login, string keyFingerprint, CancellationToken ct) =>
        store.ReadAsync(async rows => await Knock.PersonAsync(rows, login, keyFingerprint) is not null, ct);

    public Task<string> LocaleAsync(string login, CancellationToken ct) => store.ReadAsync(
        async rows => await rows.ListAsync<Person>(person => person.Login == login, 1) is [var person] ? person.Locale : "en",
        ct);

    public Task<IReadOnlyList<OpenGrant>> OpenGrantsAsync(Knocker who, CancellationToken ct) =>
        store.ReadAsync(rows => OpenGrants.OfAsync(rows, who, time.GetUtcNow()), ct);

    public Task<bool> HasOpenWindowAsync(Knocker who, Wanted wanted, CancellationToken ct) => store.ReadAsync(
        async rows =>
        {
            var now = time.GetUtcNow();
            return await Knock.PersonAsync(rows, who.Login, who.KeyFingerprint) is { } person
                && await GrantChoice.FindAsync(rows, person, who.Protocol, wanted, now) is { Grant: { } grant }
                && await WindowAsync(rows, grant, who, now) is not null;
        },
        ct);

    public async Task<Admission> AdmitAsync(Knocker who, Wanted wanted, string? code, CancellationToken ct)
    {
        using var span = Telemetry.Spans.StartActivity("accessaudit.admit", ActivityKind.Server);
        span?.SetTag(Telemetry.Protocol, who.Protocol);
        var admission = await AdmitOrNotAsync(who, wanted, code, ct);
        span?.SetTag(Telemetry.Outcome, admission is Admission.Closed closed ? closed.Refusal.Code : "ok");
        return admission;
    }

    async Task<Admission> AdmitOrNotAsync(Knocker who, Wanted wanted, string? code, CancellationToken ct)
    {
        try
        {
            var delay = await store.ReadAsync(rows => CodeDesk.DelayAsync(rows, OriginOf(who), time.GetUtcNow()), ct);
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, time, ct);
            }

            var committed = await CommitAsync(who, wanted, code, ct);
            return committed.Result is { Opened: { } opened }
                ? await opening.OpenAsync(opened, committed.Entries, ct)
                : Closed(committed.Result);
        }
        catch (StoreUnavailableException cause)
        {
            // No ledger, no access. Nothing was changed, so the code is not spent either.
            DoorLog.StoreUnavailable(log, cause);
            return Closed(new Decision(null, new Refusal("ledger.unavailable"), null));
        }
    }

    async Task<Committed<Decision>> CommitAsync(Knocker who, Wanted wanted, string? code, CancellationToken ct)
    {
        try
        {
            return await store.CommitAsync(work => DecideAsync(work, who, wanted, code, time.GetUtcNow(), ct), ct);
        }
        catch (StoreConflictException)
        {
            // Another process was first, perhaps with this very code: decide again on what it left.
            return await store.CommitAsync(work => DecideAsync(work, who, wanted, code, time.GetUtcNow(), ct), ct);
        }
    }

    async Task<Decision> DecideAsync(
        IWork work, Knocker who, Wanted wanted, string? code, DateTimeOffset now, CancellationToken ct)
    {
        if (await Knock.PersonAsync(work, who.Login, who.KeyFingerprint) is not { } person)
        {
            return new Decision(null, WrongCode, null);
        }

        var choice = await GrantChoice.FindAsync(work, person, who.Protocol, wanted, now);
        if (await SpendAsync(work, person, choice, who, code, now, ct) is { } wrong)
        {
            return new Decision(person, wrong, null);
        }

        var terms = await TermsAsync(work, person, choice);
        var refusal = choice.Refusal
            ?? await GatekeeperAsync(work, terms!, choice.Grant!, now)
            ?? Coverage.Check(terms!, WishOf(choice.Grant!), now)
            ?? await CredentialAsync(work, terms!, choice.Grant!);
        if (refusal is not null)
        {
            if (choice.Client is { } client)
            {
                work.Record(DoorFacts.Refused(choice, client, person, refusal, wanted, OriginOf(who), now));
            }

            return new Decision(person, refusal, null);
        }

        return new Decision(person, null, Open(work, person, choice.Grant!, terms!, who, now));
    }

    // The code is looked at before anything else is told, and is spent whatever comes after.
    async Task<Refusal?> SpendAsync(
        IWork work, Person person, GrantChoice choice, Knocker who, string? code, DateTimeOffset now, CancellationToken ct)
    {
        var from = OriginOf(who);
        if (code is null)
        {
            if (choice.Grant is not { } grant || await WindowAsync(work, grant, who, now) is not { } window)
            {
                return WrongCode;
            }

            work.Record(DoorFacts.Reused(grant, window, person, from, now));
            return null;
        }

        IReadOnlyList<string> clients = choice.Client is { } client
            ? [client]
            : await Concerned.ClientsOfAsync(work, person);
        var refusal = await codes.CheckAsync(
            work, person, code, CodePurpose.Start, choice.Grant?.Id ?? "", clients, from, now, ct);
        if (refusal is null && choice.Grant is { CodeWindowMinutes: > 0 } generous)
        {
            await OpenWindowAsync(work, generous, who, now);
        }

        // Whether an authenticator is enrolled is not told to whoever holds only a key.
        return refusal is { Code: "code.not_enrolled" } ? WrongCode : refusal;
    }

    static async Task<CodeWindow?> WindowAsync(IRows rows, Grant grant, Knocker who, DateTimeOffset now) =>
        await rows.FindAsync<CodeWindow>(grant.Client, grant.Id, who.KeyFingerprint, who.Source) is { } window
        && now < window.Until ? window : null;

    static async Task OpenWindowAsync(IWork work, Grant grant, Knocker who, DateTimeOffset now)
    {
        var window = new CodeWindow
        {
            Client = grant.Client,
            Grant = grant.Id,
            KeyFingerprint = who.KeyFingerprint,
            Source = who.Source,
            Until = now.AddMinutes(grant.CodeWindowMinutes),
        };
        if (await work.FindAsync<CodeWindow>(grant.Client, grant.Id, who.KeyFingerprint, who.Source) is null)
        {
            work.Add(window);
        }
        else
        {
            work.Replace(window);
        }
    }

    static async Task<Terms?> TermsAsync(IRows rows, Person person, GrantChoice choice) =>
        choice.Grant is { } grant ? await Terms.ReadAsync(rows, grant.Client, person.Key, grant.Target) : null;

    // The data categories were the approval's matter: a contract that takes one away ends the grant.
    static Wish WishOf(Grant grant) => new(grant.Target, grant.Account, grant.Protocol, []);

    static async Task<Refusal?> GatekeeperAsync(IRows rows, Terms terms, Grant grant, DateTimeOffset now) =>
        await GatekeeperRules.IsOpenAsync(rows, grant.Client, now)
            ? null
            : new Refusal("gatekeeper.closed", terms.ClientName);

    static async Task<Refusal?> CredentialAsync(IRows rows, Terms terms, Grant grant) =>
        await CredentialVault.HoldsAsync(rows, grant.Client, grant.Target, grant.Account)
            ? null
            : new Refusal("credential.missing", grant.Account, terms.Target!.Slug);

    OpenedSession Open(IWork work, Person person, Grant grant, Terms terms, Knocker who, DateTimeOffset now)
    {
        var from = OriginOf(who);
        var session = new Session
        {
            Client = grant.Client,
            Id = Ids.New(),
            Grant = grant.Id,
            Request = grant.Request,
            TechnicianOrganization = person.Organization,
            Technician = person.Id,
            Target = grant.Target,
            Account = grant.Account,
            Protocol = grant.Protocol,
            Node = options.Node,
            KeyFingerprint = who.KeyFingerprint,
            State = SessionState.Connecting,
            RequestedAt = now,
        };
        work.Add(session);
        work.Record(DoorFacts.About(grant, "session.requested", person, session.Id, now) with
        {
            Details = Journal.Members.Of(("protocol", grant.Protocol)),
            Origin = from.ToMembers(),
        });
        if (grant.FirstUsedAt is null)
        {
            work.Replace(grant with { State = GrantState.Active, FirstUsedAt = now });
            work.Record(DoorFacts.About(grant, "grant.activated", person, session.Id, now));
        }

        work.Record(DoorFacts.About(grant, "secret.injected", person, session.Id, now));
        return new OpenedSession(session, grant, terms.Target!, terms.Contract!, person, from);
    }

    static Origin OriginOf(Knocker who) => new(who.Source, who.KeyFingerprint);

    static Admission.Closed Closed(Decision decision)
    {
        var refusal = decision.Refusal!;
        return new Admission.Closed(
            refusal, RefusalTexts.Say(refusal, decision.Person?.Locale ?? "en"),
            MayRetryCode: refusal.Code is "code.wrong" or "code.reused");
    }

    sealed record Decision(Person? Person, Refusal? Refusal, OpenedSession? Opened);
}
