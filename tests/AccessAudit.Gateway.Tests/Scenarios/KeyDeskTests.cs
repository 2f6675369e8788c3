using AccessAudit.Gateway.Credentials;
using AccessAudit.Gateway.Tests.World;
using AccessAudit.Keys;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;
using Microsoft.Extensions.DependencyInjection;

namespace AccessAudit.Gateway.Tests.Scenarios;

public class KeyDeskTests
{
    const string Line = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGD9jClKGjzDSrXHTXXkUlPY+uEUcxTX"
        + "/Y1gPKYNAWG5VrftoZQmrqAiQ++QLsLZ694Wt/4FP9GTrOzJx0HgInw= ana@desk";

    const string Print = "SHA256:Omj6OzSUK6i4Ydv63UO9ACjc5I75pumHFXEFtpNKUd0";
    static readonly Origin Here = new(GatewayWorld.Source, null);
    static CancellationToken Ct => GatewayWorld.Ct;

    [Fact]
    public async Task A_key_is_added_with_a_code_opens_the_door_and_is_revoked_without_one()
    {
        await using var world = await GatewayWorld.CreateAsync();
        Assert.Equal("code.wrong", (await AddAsync(world, Line, "x")).Refusal?.Code);
        var added = (await AddAsync(world, Line, world.Code())).Value!;
        Assert.Equal((Print, "ana@desk"), (added.Fingerprint, added.Label));
        Assert.True(await world.Door.KnowsKeyAsync("ana", Print, Ct));
        world.NextCode();
        Assert.Equal("key.exists", (await AddAsync(world, Line, world.Code())).Refusal?.Code);

        Assert.NotNull((await RevokeAsync(world, Print)).Value);
        Assert.False(await world.Door.KnowsKeyAsync("ana", Print, Ct));
        Assert.Equal("key.unknown", (await RevokeAsync(world, Print)).Refusal?.Code);
        world.NextCode();
        Assert.Equal("key.revoked", (await AddAsync(world, Line, world.Code())).Refusal?.Code);

        var told = await world.EntriesAsync();
        Assert.Equal("ecdsa-sha2-nistp256", told.Single(entry => entry.Kind == "ssh_key.added")["type"]);
        Assert.Single(told, entry => entry.Kind == "ssh_key.revoked");
        Assert.DoesNotContain(told, entry => entry.Details.Values.Any(value => value.Contains("SHA256:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_locked_technician_can_still_revoke()
    {
        await using var world = await GatewayWorld.CreateAsync();
        for (var i = 0; i < 5; i++)
        {
            await AddAsync(world, Line, "x");
        }

        Assert.Equal("code.locked", (await AddAsync(world, Line, world.Code())).Refusal?.Code);
        Assert.NotNull((await RevokeAsync(world, GatewayWorld.Print)).Value);
    }

    [Fact]
    public async Task Only_technicians_have_keys_and_a_bad_line_costs_no_code()
    {
        await using var world = await GatewayWorld.CreateAsync();
        Assert.Equal("role.missing", (await AddAsync(world, Line, world.Code(), GatewayWorld.Approver)).Refusal?.Code);
        Assert.Equal("key.malformed", (await AddAsync(world, "ssh-ed25519 AAAA", world.Code())).Refusal?.Code);
        Assert.NotNull((await AddAsync(world, Line, world.Code())).Value);
    }

    [Fact]
    public async Task A_target_key_is_stored_sealed_for_its_account_only()
    {
        await using var world = await GatewayWorld.CreateAsync();
        var vault = world.Gateway.GetRequiredService<CredentialVault>();
        async Task<string?> SetAsync(string target, string account, byte[] key) => (await world.Store.CommitAsync(
            work => vault.SetAsync(work, GatewayWorld.Client, target, account, key, GatewayWorld.Noon, Ct), Ct)).Result.Refusal?.Code;
        Task<byte[]?> OpenAsync(IRows rows, string account) => vault.OpenAsync(rows, GatewayWorld.Client, "target0", account, Ct);

        Assert.Equal("target.unknown", await SetAsync("nosuch", "root", GatewayWorld.TargetKey));
        Assert.Equal("account.not_allowed", await SetAsync("target0", "nobody", GatewayWorld.TargetKey));
        Assert.Equal("secret.malformed", await SetAsync("target0", "root", "hunter2"u8.ToArray()));
        Assert.Null(await SetAsync("target0", "root", "-----BEGIN second"u8.ToArray()));
        Assert.Null(await world.Store.ReadAsync(rows => OpenAsync(rows, "backup"), Ct));
        Assert.Equal("-----BEGIN second"u8.ToArray(), await world.Store.ReadAsync(rows => OpenAsync(rows, "root"), Ct));
        var row = (await world.RowAsync<Codes.TargetCredential>(GatewayWorld.Client, "target0", "root"))!;
        Assert.Equal(-1, row.SealedKey.AsSpan().IndexOf("BEGIN"u8));
        await world.ChangeAsync(work =>
        {
            work.Add(row with { Account = "backup" });
            return Task.CompletedTask;
        });
        await Assert.ThrowsAsync<System.Security.Cryptography.CryptographicException>(
            () => world.Store.ReadAsync(rows => OpenAsync(rows, "backup"), Ct));
        Assert.Equal(2, (await world.EntriesAsync()).Count(told => told.Kind == "secret.stored"));
    }

    static async Task<Answer<SshKey>> AddAsync(GatewayWorld world, string line, string code, Person? who = null) =>
        (await world.Store.CommitAsync(
            work => Desk(world).AddAsync(
                work, who ?? GatewayWorld.Technician, line, "", code, Here, world.Time.GetUtcNow(), Ct),
            Ct)).Result;

    static async Task<Answer<SshKey>> RevokeAsync(GatewayWorld world, string fingerprint) => (await world.Store.CommitAsync(
        work => Desk(world).RevokeAsync(work, GatewayWorld.Technician, fingerprint, Here, world.Time.GetUtcNow(), Ct), Ct)).Result;

    static KeyDesk Desk(GatewayWorld world) => new(world.Gateway.GetRequiredService<Codes.CodeDesk>());
}
