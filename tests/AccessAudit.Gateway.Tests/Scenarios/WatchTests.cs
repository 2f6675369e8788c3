using AccessAudit.Gatekeepers;
using AccessAudit.Gateway.Tests.World;
using AccessAudit.Grants;
using AccessAudit.Keys;
using AccessAudit.People;
using AccessAudit.Sealing.Recordings;
using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Tests.Scenarios;

public class WatchTests
{
    static CancellationToken Ct => GatewayWorld.Ct;

    [Theory]
    [InlineData("grant revoked", SessionEnd.Revoked)]
    [InlineData("scope changed", SessionEnd.Revoked)]
    [InlineData("grant shortened", SessionEnd.Expiry)]
    [InlineData("gatekeeper closed", SessionEnd.Gatekeeper)]
    [InlineData("terminate", SessionEnd.Killed)]
    [InlineData("person left", SessionEnd.Revoked)]
    [InlineData("role taken away", SessionEnd.Revoked)]
    [InlineData("key revoked", SessionEnd.Revoked)]
    public async Task What_ends_a_session_cuts_it_at_the_next_look(string what, SessionEnd reason)
    {
        await using var world = await GatewayWorld.CreateAsync();
        await using var session = await world.EnterAsync();
        await world.Watch.LookAsync(Ct);
        Assert.True(await session.StillAllowedAsync(Ct));
        await DoAsync(world, what, session.Id);
        await world.Watch.LookAsync(Ct);
        Assert.True(session.Cut.IsCancellationRequested);
        Assert.Equal(reason, session.CutReason);
        Assert.NotEqual($"cut.{reason}", session.CutText);
        Assert.False(await session.StartAsync(Ct));
        await session.EndAsync(SessionEnd.User, Ct);
        Assert.Equal(reason, (await world.SessionAsync(session.Id)).EndedBy);
    }

    [Fact]
    public async Task A_channel_is_refused_as_soon_as_the_grant_is_gone_without_waiting_for_the_watch()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await using var session = await world.EnterAsync();
        await DoAsync(world, "grant revoked", session.Id);
        Assert.False(await session.StillAllowedAsync(Ct));
    }

    [Fact]
    public async Task Expiry_cuts_without_the_store_and_a_clock_set_back_does_not_lengthen_it()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await using var session = await world.EnterAsync();
        world.Time.Advance(TimeSpan.FromMinutes(20));
        world.Time.AdjustTime(GatewayWorld.Noon.AddHours(-5));
        await world.GrantAsync(grant => grant with { OpensAt = GatewayWorld.Noon.AddHours(-6) });
        await world.Watch.LookAsync(Ct);
        Assert.False(session.Cut.IsCancellationRequested);
        world.Time.Advance(TimeSpan.FromMinutes(29));
        Assert.False(session.Cut.IsCancellationRequested);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(session.Cut.IsCancellationRequested);
        Assert.Equal(SessionEnd.Expiry, session.CutReason);
    }

    [Fact]
    public async Task An_extended_grant_moves_the_end()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await using var session = await world.EnterAsync();
        var later = GatewayWorld.Noon.AddMinutes(90);
        await world.GrantAsync(grant => grant with { ClosesAt = later, HardStop = later });
        await world.Watch.LookAsync(Ct);
        Assert.Equal(later, session.ClosesAt);
        world.Time.Advance(TimeSpan.FromMinutes(89));
        Assert.False(session.Cut.IsCancellationRequested);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(session.Cut.IsCancellationRequested);
    }

    [Fact]
    public async Task Blind_for_five_seconds_it_cuts_everything_and_tells_the_log_later()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await using var session = await world.EnterAsync();
        await world.Watch.LookAsync(Ct);
        world.Store.Broken = true;
        world.Time.Advance(TimeSpan.FromSeconds(4));
        await world.Watch.LookAsync(Ct);
        Assert.False(session.Cut.IsCancellationRequested);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.Watch.LookAsync(Ct);
        Assert.Equal(SessionEnd.LedgerUnavailable, session.CutReason);
        await session.EndAsync(SessionEnd.LedgerUnavailable, Ct);

        world.Store.Broken = false;
        await world.Watch.LookAsync(Ct);
        await world.Watch.Finishing;
        Assert.Equal(
            "ledger_unavailable", (await world.EntriesAsync()).Single(told => told.Kind == "session.ended")["cause"]);
        Assert.Equal(SessionEnd.LedgerUnavailable, (await world.SessionAsync(session.Id)).EndedBy);
    }

    [Fact]
    public async Task An_end_that_hangs_on_its_disk_keeps_no_other_session_from_being_cut()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await using var hanging = await world.EnterAsync();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await using var other = await world.EnterAsync();
        var disk = new TaskCompletionSource();
        world.Store.Hanging = disk.Task;
        var ending = hanging.EndAsync(SessionEnd.User, Ct);
        world.Store.Hanging = null;
        await world.Watch.LookAsync(Ct).WaitAsync(TimeSpan.FromSeconds(10), Ct);
        await DoAsync(world, "gatekeeper closed", other.Id);
        await world.Watch.LookAsync(Ct).WaitAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.Equal(SessionEnd.Gatekeeper, other.CutReason);
        Assert.False(ending.IsCompleted);
        disk.SetResult();
        await ending;
    }

    [Fact]
    public async Task A_recording_that_fails_cuts_its_session_and_is_not_called_sealed()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await using var session = await world.EnterAsync();
        world.Store.Broken = true;
        var cut = new TaskCompletionSource();
        await using var registration = session.Cut.Register(cut.SetResult);

        // More than one segment holds: it is sealed at once, and the log does not take it.
        await session.Recorder.WriteAsync(RecordKind.StandardOutput, 0, new byte[1_100_000], Ct);
        await cut.Task.WaitAsync(Ct);
        Assert.Equal(SessionEnd.RecordingFailed, session.CutReason);
        world.Store.Broken = false;
        await session.EndAsync(SessionEnd.User, Ct);
        var ended = (await world.EntriesAsync()).Single(told => told.Kind == "session.ended");
        Assert.Equal(("recording_failed", "0", "1"), (ended["cause"], ended["segments"], ended["segments_unlogged"]));
        Assert.Equal(SessionState.Ended, (await world.SessionAsync(session.Id)).State);
    }

    [Fact]
    public async Task What_a_killed_process_left_open_is_lost_and_nothing_is_reopened()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await using var session = await world.EnterAsync();
        Assert.True(await session.StartAsync(Ct));
        await world.RestartAsync();
        var lost = (await world.EntriesAsync()).Single(told => told.Kind == "session.lost");
        Assert.Equal((session.Id, "0", "0"), (lost.Session, lost["segments"], lost["segments_unlogged"]));
        Assert.Equal(SessionState.Lost, (await world.SessionAsync(session.Id)).State);
        await world.RestartAsync();
        Assert.Single(await world.EntriesAsync(), told => told.Kind == "session.lost");
    }

    [Fact]
    public async Task A_host_that_stops_ends_its_sessions_by_name()
    {
        await using var world = await GatewayWorld.CreateAsync();
        await using var session = await world.EnterAsync();
        await world.Watch.StopAsync(Ct);
        Assert.Equal(
            (SessionState.Sealed, SessionEnd.Drain),
            await world.SessionAsync(session.Id) is var row ? (row.State, row.EndedBy) : default);
    }

    [Theory]
    [InlineData(Role.Technician, "provider01", "role.missing")]
    [InlineData(Role.ProviderSecurity, "provider01", null)]
    [InlineData(Role.Approver, GatewayWorld.Client, null)]
    [InlineData(Role.ClientAdmin, GatewayWorld.Client, null)]
    [InlineData(Role.Reviewer, GatewayWorld.Client, "role.missing")]
    [InlineData(Role.Approver, "other00001", "session.unknown")]
    [InlineData(Role.ClientAdmin, "other00001", "session.unknown")]
    public async Task Only_the_client_and_the_providers_security_terminate(string role, string organization, string? refused)
    {
        await using var world = await GatewayWorld.CreateAsync();
        await using var session = await world.EnterAsync();
        var who = role == Role.Technician ? GatewayWorld.Technician : GatewayWorld.Someone(organization, "someone", role);
        var answer = await world.Store.CommitAsync(
            async work =>
            {
                if (organization == "other00001")
                {
                    work.Add(new Organization { Id = organization, Name = "Other", IsProvider = false });
                }

                if (who != GatewayWorld.Technician)
                {
                    work.Add(who);
                }

                return await new SessionDesk().RequestKillAsync(
                    work, who, session.Id, "seen enough", new Origin("192.0.2.9", null), GatewayWorld.Noon, Ct);
            },
            Ct);
        Assert.Equal(refused, answer.Result.Refusal?.Code);
        Assert.Equal(refused is null, (await world.SessionAsync(session.Id)).KillRequestedAt is not null);
    }

    static Task DoAsync(GatewayWorld world, string what, string session) => what switch
    {
        "grant revoked" => world.GrantAsync(row => row with { State = GrantState.Ended, EndedBy = GrantEnd.Revoked }),
        "scope changed" => world.GrantAsync(row => row with { State = GrantState.Ended, EndedBy = GrantEnd.ScopeChanged }),
        "grant shortened" => world.GrantAsync(row => row with { ClosesAt = GatewayWorld.Noon }),
        "gatekeeper closed" => world.ReplaceAsync<Gatekeeper>(row => row with { Open = false }, GatewayWorld.Client),
        "terminate" => world.ReplaceAsync<Session>(
            row => row with { KillRequestedAt = GatewayWorld.Noon }, GatewayWorld.Client, session),
        "person left" => world.ReplaceAsync<Person>(row => row with { Active = false }, "provider01", "id-ana"),
        "role taken away" => world.ReplaceAsync<Person>(
            row => row with { Roles = [Role.ProviderAdmin] }, "provider01", "id-ana"),
        "key revoked" => world.ReplaceAsync<SshKey>(
            row => row with { RevokedAt = GatewayWorld.Noon }, "provider01", "id-ana", GatewayWorld.Print),
        _ => throw new ArgumentException(what),
    };
}
