using AccessAudit.Contracts;
using AccessAudit.Gatekeepers;
using AccessAudit.Gateway.Admission;
using AccessAudit.Gateway.Tests.World;
using AccessAudit.Grants;
using AccessAudit.Journal;
using AccessAudit.Keys;
using AccessAudit.People;
using AccessAudit.Sealing.Recordings;
using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Tests.Scenarios;

public class DoorTests
{
    static CancellationToken Ct => GatewayWorld.Ct;

    [Fact]
    public async Task A_session_leaves_its_whole_story_in_the_log()
    {
        await using var world = await GatewayWorld.CreateAsync();
        var before = (await world.EntriesAsync()).Count;
        await using var session = await world.EnterAsync();
        Assert.Equal(SessionState.Connecting, (await world.SessionAsync(session.Id)).State);
        Assert.Equal(GatewayWorld.TargetKey, await session.ReleaseCredentialAsync(Ct));
        Assert.True(await session.StartAsync(Ct));
        Assert.Equal(SessionState.Live, (await world.SessionAsync(session.Id)).State);
        await session.NoteAsync(
            "session.command", FactOutcome.Success, Members.None, Members.Of(("command", "uptime")), Ct);
        await session.Recorder.WriteAsync(RecordKind.StandardOutput, 0, "up 3 days\n"u8.ToArray(), Ct);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await session.EndAsync(SessionEnd.User, Ct);
        await session.EndAsync(SessionEnd.Error, Ct);

        var told = (await world.EntriesAsync()).Skip(before).ToList();
        Assert.Equal(
            [
                "otp.verified", "session.requested", "grant.activated", "secret.injected", "session.started",
                "session.command", "recording.segment_sealed", "session.ended", "recording.sealed",
            ],
            told.Select(entry => entry.Kind).Except(["identity.bound"]));
        var ended = told.Single(entry => entry.Kind == "session.ended");
        Assert.Equal(("user", "2", "1", "0"), (ended["cause"], ended["seconds"], ended["segments"], ended["segments_unlogged"]));
        Assert.Equal("1", told.Single(entry => entry.Kind == "recording.sealed")["count"]);
        Assert.Equal(
            (SessionState.Sealed, SessionEnd.User, 1L),
            await world.SessionAsync(session.Id) is var row ? (row.State, row.EndedBy, row.Segments) : default);
        Assert.True(File.Exists(Path.Combine(world.Recordings, GatewayWorld.Client, session.Id, "000001.age")));
    }

    [Fact]
    public async Task A_grant_opens_as_many_sessions_as_there_are_codes_and_is_activated_once()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await using var first = await world.EnterAsync();
        var again = Assert.IsType<Admission.Admission.Closed>(await world.KnockAsync());
        Assert.Equal(("code.reused", true), (again.Refusal.Code, again.MayRetryCode));
        Assert.Equal("30", again.Refusal.Arguments[0]);
        world.NextCode();
        await using var second = await world.EnterAsync();
        Assert.Single(await world.EntriesAsync(), entry => entry.Kind == "grant.activated");
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "unknown target", "target.unknown", "No system called" },
        { "no grant", "grant.none", "You hold no open grant for erp-db" },
        { "not yet open", "grant.not_yet_open", "opens at 2026-11-24 14:00" },
        { "expired", "grant.expired", "closed at 2026-11-24 12:59" },
        { "unclaimed", "grant.unclaimed", "had to be used before" },
        { "revoked", "grant.revoked", "was revoked" },
        { "scope changed", "grant.scope_changed", "the contract changed" },
        { "other account", "grant.other_account", "no grant for the account backup on erp-db, but for: root" },
        { "several accounts", "grant.account_needed", "backup, root" },
        { "somebody else's grant", "grant.unknown", "no grant grant0" },
        { "other protocol", "grant.none", "no open grant" },
        { "gatekeeper closed", "gatekeeper.closed", "client" },
        { "gatekeeper past its time", "gatekeeper.closed", "client" },
        { "no gatekeeper", "gatekeeper.closed", "client" },
        { "contract over", "contract.not_in_force", "Acme" },
        { "not engaged", "engagement.missing", "Acme" },
        { "undertaking old", "undertaking.missing", "Acme" },
        { "out of scope", "target.out_of_scope", "Acme" },
        { "no credential", "credential.missing", "The gateway holds no key for root on erp-db" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task After_a_right_code_the_true_reason_is_told_and_logged(string why, string code, string text)
    {
        await using var world = await GatewayWorld.CreateAsync();
        var (who, wanted) = await ArrangeAsync(world, why);
        var closed = Assert.IsType<Admission.Admission.Closed>(await world.KnockAsync(wanted, who: who));
        Assert.Equal((code, false), (closed.Refusal.Code, closed.MayRetryCode));
        Assert.Contains(text, closed.Text, StringComparison.Ordinal);

        // The code is spent, whatever came after it.
        Assert.Equal(
            "code.reused", Assert.IsType<Admission.Admission.Closed>(await world.KnockAsync(wanted, who: who)).Refusal.Code);
        var told = await world.EntriesAsync();
        Assert.Single(told, entry => entry.Kind == "otp.verified");
        if (code is "target.unknown" or "grant.unknown")
        {
            Assert.DoesNotContain(told, entry => entry.Kind == "session.refused");
        }
        else
        {
            Assert.Equal(code, Assert.Single(told, entry => entry.Kind == "session.refused")["code"]);
        }

        Assert.DoesNotContain(told, entry => entry.Kind == "secret.injected");
        Assert.Empty(await world.Store.ReadAsync(rows => rows.ListAsync<Session>(row => row.Id != ""), Ct));
    }

    [Theory]
    [InlineData("unknown target")]
    [InlineData("no grant")]
    [InlineData("revoked")]
    [InlineData("gatekeeper closed")]
    [InlineData("nothing")]
    public async Task Until_the_code_is_right_every_knock_gets_the_same_answer(string why)
    {
        await using var world = await GatewayWorld.CreateAsync();
        var (who, wanted) = await ArrangeAsync(world, why);
        foreach (var code in (string[])[world.Code(5), "000000000", "", "abcdef"])
        {
            var closed = Assert.IsType<Admission.Admission.Closed>(await world.KnockAsync(wanted, code, who));
            Assert.Equal(("code.wrong", true), (closed.Refusal.Code, closed.MayRetryCode));
            Assert.Equal("The code is wrong. Read the one that your authenticator shows now, and try again.", closed.Text);
        }

        Assert.Equal(4, (await world.EntriesAsync()).Count(entry => entry.Kind == "otp.failed"));
        Assert.DoesNotContain(await world.EntriesAsync(), entry => entry.Kind == "session.refused");
    }

    [Theory]
    [InlineData("unknown login")]
    [InlineData("unknown key")]
    [InlineData("another person's key")]
    [InlineData("revoked key")]
    [InlineData("has left")]
    [InlineData("no technician")]
    public async Task A_stranger_is_answered_like_a_wrong_code(string why)
    {
        await using var world = await GatewayWorld.CreateAsync();
        Assert.True(await world.Door.KnowsKeyAsync("ana", GatewayWorld.Print, Ct));
        var (who, wanted) = await ArrangeAsync(world, why);
        Assert.False(await world.Door.KnowsKeyAsync(who.Login, who.KeyFingerprint, Ct));
        Assert.Empty(await world.Door.OpenGrantsAsync(who, Ct));
        var closed = Assert.IsType<Admission.Admission.Closed>(await world.KnockAsync(wanted, who: who));
        Assert.Equal(("code.wrong", true), (closed.Refusal.Code, closed.MayRetryCode));
    }

    [Fact]
    public async Task Another_persons_code_is_a_wrong_code()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await world.ChangeAsync(work => world.EnrolAsync(work, GatewayWorld.Approver, [.. Enumerable.Repeat((byte)9, 20)]));
        var others = new OtpNet.Totp([.. Enumerable.Repeat((byte)9, 20)]).ComputeTotp(GatewayWorld.Noon.UtcDateTime);
        Assert.Equal("code.wrong", Assert.IsType<Admission.Admission.Closed>(await world.KnockAsync(code: others)).Refusal.Code);
    }

    [Fact]
    public async Task Inside_its_window_the_same_key_source_and_grant_need_no_code()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await world.GrantAsync(grant => grant with { CodeWindowMinutes = 10 });
        Assert.False(await world.Door.HasOpenWindowAsync(GatewayWorld.Ana, GatewayWorld.Erp, Ct));
        await using (await world.EnterAsync())
        {
        }

        var elsewhere = GatewayWorld.Ana with { Source = "192.0.2.8" };
        Assert.True(await world.Door.HasOpenWindowAsync(GatewayWorld.Ana, GatewayWorld.Erp, Ct));
        Assert.False(await world.Door.HasOpenWindowAsync(elsewhere, GatewayWorld.Erp, Ct));
        Assert.IsType<Admission.Admission.Closed>(await world.Door.AdmitAsync(elsewhere, GatewayWorld.Erp, null, Ct));
        var open = Assert.IsType<Admission.Admission.Open>(
            await world.Door.AdmitAsync(GatewayWorld.Ana, GatewayWorld.Erp, null, Ct));
        await open.Session.DisposeAsync();
        Assert.Single(await world.EntriesAsync(), entry => entry.Kind == "otp.reused");

        world.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(await world.Door.HasOpenWindowAsync(GatewayWorld.Ana, GatewayWorld.Erp, Ct));
        Assert.IsType<Admission.Admission.Closed>(
            await world.Door.AdmitAsync(GatewayWorld.Ana, GatewayWorld.Erp, null, Ct));
    }

    [Fact]
    public async Task Without_a_window_no_code_means_no()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await using (await world.EnterAsync())
        {
        }

        var closed = Assert.IsType<Admission.Admission.Closed>(
            await world.Door.AdmitAsync(GatewayWorld.Ana, GatewayWorld.Erp, null, Ct));
        Assert.Equal("code.wrong", closed.Refusal.Code);
    }

    [Fact]
    public async Task The_list_shows_what_could_be_opened_now()
    {
        await using var world = await GatewayWorld.CreateAsync();
        var open = Assert.Single(await world.Door.OpenGrantsAsync(GatewayWorld.Ana, Ct));
        Assert.Equal(("grant0", "erp-db", "root", "Acme"), (open.Id, open.Target, open.Account, open.Client));
        var admitted = Assert.IsType<Admission.Admission.Open>(
            await world.KnockAsync(new Wanted(null, null, open.Id)));
        await admitted.Session.DisposeAsync();
        await world.ReplaceAsync<Gatekeeper>(row => row with { Open = false }, GatewayWorld.Client);
        Assert.Empty(await world.Door.OpenGrantsAsync(GatewayWorld.Ana, Ct));
    }

    [Fact]
    public async Task Without_a_recorder_there_is_no_session()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await File.WriteAllTextAsync(world.Recordings, "in the way", Ct);
        var closed = Assert.IsType<Admission.Admission.Closed>(await world.KnockAsync());
        Assert.Equal("recording.cannot_start", closed.Refusal.Code);
        Assert.Contains("cannot be recorded", closed.Text, StringComparison.Ordinal);
        var told = await world.EntriesAsync();
        Assert.Equal("recording.cannot_start", told.Single(entry => entry.Kind == "session.refused")["code"]);
        Assert.Equal("recording_failed", told.Single(entry => entry.Kind == "session.ended")["cause"]);
    }

    [Fact]
    public async Task Without_a_signed_head_no_credential_leaves_the_vault()
    {
        await using var world = await GatewayWorld.CreateAsync(sequencing: false);
        await using var session = await world.EnterAsync();
        Assert.Null(await session.ReleaseCredentialAsync(Ct));
        Assert.True(session.Cut.IsCancellationRequested);
        Assert.Equal(SessionEnd.LedgerUnavailable, session.CutReason);
        Assert.Contains("log can no longer be written", session.CutText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_nobody_enters()
    {
        await using var world = await GatewayWorld.CreateAsync();
        var code = world.Code();
        world.Store.Broken = true;
        var closed = Assert.IsType<Admission.Admission.Closed>(await world.KnockAsync(code: code));
        Assert.Equal(("ledger.unavailable", false), (closed.Refusal.Code, closed.MayRetryCode));
        world.Store.Broken = false;
        await using var session = await world.EnterAsync();
    }

    [Fact]
    public async Task Twenty_knocks_with_one_code_open_one_session()
    {
        await using var world = await GatewayWorld.CreateAsync();
        var code = world.Code();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => world.KnockAsync(code: code), Ct)));
        var open = Assert.Single(answers.OfType<Admission.Admission.Open>());
        Assert.Equal(19, answers.OfType<Admission.Admission.Closed>().Count(closed => closed.Refusal.Code == "code.reused"));
        await open.Session.DisposeAsync();
    }

    static async Task<(Knocker Who, Wanted Wanted)> ArrangeAsync(GatewayWorld world, string why)
    {
        var (who, wanted) = (GatewayWorld.Ana, GatewayWorld.Erp);
        switch (why)
        {
            case "unknown target": wanted = wanted with { Target = "nosuch" }; break;
            case "no grant": await world.ChangeAsync(async work => work.Remove(await GrantAsync(work))); break;
            case "not yet open": await world.GrantAsync(row => row with { OpensAt = GatewayWorld.Noon.AddHours(1) }); break;
            case "expired": await world.GrantAsync(row => row with { ClosesAt = GatewayWorld.Noon.AddMinutes(-1) }); break;
            case "unclaimed": await world.GrantAsync(row => row with { ClaimBy = GatewayWorld.Noon }); break;
            case "revoked": await world.GrantAsync(row => Ended(row, GrantEnd.Revoked)); break;
            case "scope changed": await world.GrantAsync(row => Ended(row, GrantEnd.ScopeChanged)); break;
            case "other account": wanted = wanted with { Account = "backup" }; break;
            case "several accounts":
                await world.ChangeAsync(async work =>
                    work.Add(await GrantAsync(work) with { Id = "grant1", Account = "backup", Version = 0 }));
                break;
            case "somebody else's grant":
                await world.GrantAsync(row => row with { Technician = GatewayWorld.Approver.Id });
                wanted = new Wanted(null, null, "grant0");
                break;
            case "other protocol": await world.GrantAsync(row => row with { Protocol = "rdp" }); break;
            case "gatekeeper closed":
                await world.ReplaceAsync<Gatekeeper>(row => row with { Open = false }, GatewayWorld.Client);
                break;
            case "gatekeeper past its time":
                await world.ReplaceAsync<Gatekeeper>(row => row with { Until = GatewayWorld.Noon }, GatewayWorld.Client);
                break;
            case "no gatekeeper":
                await world.ChangeAsync(async work => work.Remove((await work.FindAsync<Gatekeeper>(GatewayWorld.Client))!));
                break;
            case "contract over":
                await world.ReplaceAsync<Contract>(row => row with { EndsAt = GatewayWorld.Noon }, GatewayWorld.Client, 1);
                break;
            case "not engaged": await EngagementAsync(world, row => row with { Active = false }); break;
            case "undertaking old":
                await EngagementAsync(world, row => row with { SecrecySignedAt = GatewayWorld.Noon.AddDays(-365) });
                break;
            case "out of scope":
                await world.ReplaceAsync<Target>(row => row with { InScope = false }, GatewayWorld.Client, "target0");
                break;
            case "no credential":
                await world.ChangeAsync(async work => work.Remove(
                    (await work.FindAsync<Codes.TargetCredential>(GatewayWorld.Client, "target0", "root"))!));
                break;
            case "unknown login": who = who with { Login = "nobody" }; break;
            case "unknown key": who = who with { KeyFingerprint = "SHA256:other" }; break;
            case "another person's key": who = who with { Login = "carla" }; break;
            case "revoked key":
                await world.ReplaceAsync<SshKey>(
                    row => row with { RevokedAt = GatewayWorld.Noon }, "provider01", "id-ana", GatewayWorld.Print);
                break;
            case "has left": await PersonAsync(world, row => row with { Active = false }); break;
            case "no technician": await PersonAsync(world, row => row with { Roles = [Role.ProviderAdmin] }); break;
            default: Assert.Equal("nothing", why); break;
        }

        return (who, wanted);
    }

    static async Task<Grant> GrantAsync(State.IRows rows) => (await rows.FindAsync<Grant>(GatewayWorld.Client, "grant0"))!;

    static Grant Ended(Grant grant, GrantEnd why) =>
        grant with { State = GrantState.Ended, EndedBy = why, EndedAt = GatewayWorld.Noon };

    static Task EngagementAsync(GatewayWorld world, Func<Engagement, Engagement> change) =>
        world.ReplaceAsync(change, GatewayWorld.Client, "provider01", "id-ana");

    static Task PersonAsync(GatewayWorld world, Func<Person, Person> change) =>
        world.ReplaceAsync(change, "provider01", "id-ana");
}
