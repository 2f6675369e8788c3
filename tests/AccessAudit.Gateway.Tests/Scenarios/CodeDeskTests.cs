using AccessAudit.Codes;
using AccessAudit.Gateway.Tests.World;
using AccessAudit.People;
using AccessAudit.Refusals;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace AccessAudit.Gateway.Tests.Scenarios;

public class CodeDeskTests
{
    static readonly Origin Here = new(GatewayWorld.Source, null);
    static CancellationToken Ct => GatewayWorld.Ct;

    [Fact]
    public async Task Twenty_uses_of_one_code_at_once_are_one_use()
    {
        await using var world = await GatewayWorld.CreateAsync();
        var code = world.Code();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => CheckAsync(world, code), Ct)));
        Assert.Single(answers, answer => answer is null);
        Assert.Equal(19, answers.Count(answer => answer is { Code: "code.reused" }));
        Assert.Single(await world.EntriesAsync(), told => told.Kind == "otp.verified");
    }

    [Fact]
    public async Task Each_step_around_now_is_good_once_and_no_other()
    {
        await using var world = await GatewayWorld.CreateAsync();
        Assert.Equal("code.wrong", (await CheckAsync(world, world.Code(-2)))?.Code);
        Assert.Equal("code.wrong", (await CheckAsync(world, world.Code(2)))?.Code);
        foreach (var step in (int[])[1, -1, 0])
        {
            Assert.Null(await CheckAsync(world, world.Code(step)));
            Assert.Equal("code.reused", (await CheckAsync(world, world.Code(step)))?.Code);
        }
    }

    [Fact]
    public async Task Five_failures_close_code_entry_for_fifteen_minutes_even_for_the_right_code()
    {
        await using var world = await GatewayWorld.CreateAsync();
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(new Refusal("code.wrong"), await CheckAsync(world, "x"));
        }

        Assert.Equal(new Refusal("code.locked", "15"), await CheckAsync(world, "x"));
        world.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(new Refusal("code.locked", "1"), await CheckAsync(world, world.Code()));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await CheckAsync(world, world.Code()));

        var told = await world.EntriesAsync();
        Assert.Single(told, entry => entry.Kind == "otp.locked");
        Assert.Equal(
            ["code.wrong", "code.wrong", "code.wrong", "code.wrong", "code.wrong", "code.locked"],
            told.Where(entry => entry.Kind == "otp.failed").Select(entry => entry["why"]));
    }

    [Fact]
    public async Task Failures_that_are_far_apart_or_followed_by_a_right_code_do_not_lock()
    {
        await using var world = await GatewayWorld.CreateAsync();
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal("code.wrong", (await CheckAsync(world, "x"))?.Code);
            world.Time.Advance(TimeSpan.FromMinutes(4));
            if (i % 4 == 3)
            {
                world.Time.Advance(TimeSpan.FromMinutes(4));
            }
        }

        for (var i = 0; i < 3; i++)
        {
            await CheckAsync(world, "x");
        }

        Assert.Null(await CheckAsync(world, world.Code()));
        Assert.Equal("code.wrong", (await CheckAsync(world, "x"))?.Code);
        Assert.Equal("code.wrong", (await CheckAsync(world, "x"))?.Code);
    }

    [Fact]
    public async Task A_source_that_tries_many_people_is_slowed_then_closed_for_everyone_and_opens_again()
    {
        await using var world = await GatewayWorld.CreateAsync();
        var people = Enumerable.Range(0, 8).Select(i => GatewayWorld.Someone("provider01", $"t{i}", Role.Technician)).ToList();
        await world.ChangeAsync(async work =>
        {
            foreach (var person in people)
            {
                work.Add(person);
                await world.EnrolAsync(work, person, [.. Enumerable.Repeat((byte)7, 20)]);
            }
        });
        Assert.Equal(TimeSpan.Zero, await DelayAsync(world));
        for (var i = 0; i < 30; i++)
        {
            await CheckAsync(world, "x", people[i / 4]);
        }

        Assert.Equal(TimeSpan.FromSeconds(8), await DelayAsync(world));
        Assert.Equal(new Refusal("source.closed", "60"), await CheckAsync(world, world.Code()));
        Assert.Null(await CheckAsync(world, world.Code(), from: new Origin("192.0.2.8", null)));
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await CheckAsync(world, world.Code()));
        Assert.Equal(TimeSpan.Zero, await DelayAsync(world));
    }

    [Fact]
    public async Task The_entry_says_what_the_code_was_for_and_never_the_code()
    {
        await using var world = await GatewayWorld.CreateAsync();
        var code = world.Code();
        Assert.Null(await CheckAsync(world, $" {code[..3]} {code[3..]} "));
        var told = (await world.EntriesAsync()).Single(entry => entry.Kind == "otp.verified");
        Assert.Equal(("approve", "abc123"), (told["purpose"], told["subject"]));
        Assert.DoesNotContain(code, string.Join(' ', told.Details.Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authenticator_counts_from_its_first_code_on_and_there_is_only_one()
    {
        await using var world = await GatewayWorld.CreateAsync();
        var carla = GatewayWorld.Approver;
        Assert.Equal("code.not_enrolled", (await CheckAsync(world, "123456", carla))?.Code);
        Assert.Equal("enrolment.missing", (await ConfirmAsync(world, "123456")).Refusal?.Code);
        var abandoned = await BeginAsync(world);
        var begun = await BeginAsync(world);
        Assert.StartsWith(
            "otpauth://totp/AccessAudit:carla%40Acme?secret=", begun.Value!.Uri, StringComparison.Ordinal);
        Assert.Contains("<svg", begun.Value.QrSvg, StringComparison.Ordinal);
        Assert.DoesNotContain(begun.Value.SecretBase32, $"{begun.Value}", StringComparison.Ordinal);
        Assert.Equal(20, Base32Encoding.ToBytes(begun.Value.SecretBase32).Length);
        Assert.Equal("code.wrong", (await ConfirmAsync(world, CodeOf(world, abandoned.Value!))).Refusal?.Code);
        Assert.Equal("code.not_enrolled", (await CheckAsync(world, CodeOf(world, begun.Value), carla))?.Code);
        Assert.NotNull((await ConfirmAsync(world, CodeOf(world, begun.Value))).Value?.Authenticator.ConfirmedAt);
        Assert.Equal("code.reused", (await CheckAsync(world, CodeOf(world, begun.Value), carla))?.Code);
        Assert.Equal("authenticator.exists", (await BeginAsync(world)).Refusal?.Code);
        Assert.Equal("authenticator.exists", (await ConfirmAsync(world, CodeOf(world, begun.Value))).Refusal?.Code);
        Assert.Single(await world.EntriesAsync(), told => told.Kind == "authenticator.enrolled");
        world.NextCode();
        Assert.Null(await CheckAsync(world, CodeOf(world, begun.Value), carla));
    }

    [Fact]
    public async Task A_secret_moved_to_another_person_does_not_open()
    {
        await using var world = await GatewayWorld.CreateAsync();
        var sealedSecret = (await world.RowAsync<Authenticator>("provider01", "id-ana", "auth0"))!.SealedSecret;
        await world.ChangeAsync(work =>
        {
            work.Add(GatewayWorld.Someone("provider01", "bo", Role.Technician));
            work.Add(new Authenticator
            {
                Organization = "provider01",
                Person = "id-bo",
                Id = "stolen",
                SealedSecret = sealedSecret,
                CreatedAt = GatewayWorld.Noon,
                ConfirmedAt = GatewayWorld.Noon,
            });
            return Task.CompletedTask;
        });
        await Assert.ThrowsAsync<System.Security.Cryptography.CryptographicException>(
            () => CheckAsync(world, world.Code(), GatewayWorld.Someone("provider01", "bo", Role.Technician)));
    }

    static CodeDesk Desk(GatewayWorld world) => world.Gateway.GetRequiredService<CodeDesk>();

    static string CodeOf(GatewayWorld world, Enrolment enrolment) =>
        new Totp(Base32Encoding.ToBytes(enrolment.SecretBase32)).ComputeTotp(world.Time.GetUtcNow().UtcDateTime);

    static async Task<Refusal?> CheckAsync(GatewayWorld world, string code, Person? who = null, Origin? from = null) =>
        (await world.Store.CommitAsync(
            work => Desk(world).CheckAsync(
                work, who ?? GatewayWorld.Technician, code, CodePurpose.Approve, "abc123", GatewayWorld.Client,
                from ?? Here, world.Time.GetUtcNow(), Ct),
            Ct)).Result;

    static Task<TimeSpan> DelayAsync(GatewayWorld world) =>
        world.Store.ReadAsync(rows => CodeDesk.DelayAsync(rows, Here, world.Time.GetUtcNow()), Ct);

    static async Task<Answer<Enrolment>> BeginAsync(GatewayWorld world) => (await world.Store.CommitAsync(
        work => Desk(world).BeginAsync(work, GatewayWorld.Approver, world.Time.GetUtcNow(), Ct), Ct)).Result;

    static async Task<Answer<Enrolled>> ConfirmAsync(GatewayWorld world, string code) => (await world.Store.CommitAsync(
        work => Desk(world).ConfirmAsync(work, GatewayWorld.Approver, code, Here, world.Time.GetUtcNow(), Ct), Ct)).Result;
}
