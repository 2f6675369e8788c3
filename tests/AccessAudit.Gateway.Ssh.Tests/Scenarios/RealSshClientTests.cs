using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Authentication;
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Tests.Support;

namespace AccessAudit.Gateway.Ssh.Tests.Scenarios;

/// <summary>Our server role with the installed `ssh`.</summary>
public sealed class RealSshClientTests
{
    public static TheoryData<string, string, string> Algorithms()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var kex in (string[])["curve25519-sha256", "curve25519-sha256@libssh.org"])
        {
            data.Add(kex, "aes128-gcm@openssh.com", "hmac-sha2-256");
            data.Add(kex, "aes256-gcm@openssh.com", "hmac-sha2-256");
        }

        foreach (var cipher in (string[])["aes128-ctr", "aes256-ctr"])
        {
            foreach (var mac in (string[])
                     ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256"])
            {
                data.Add("curve25519-sha256", cipher, mac);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Twenty_mebibytes_survive_rekeying_on_both_sides(string kex, string cipher, string mac)
    {
        Assert.SkipWhen(OpenSsh.IsMissing, OpenSsh.Missing);
        using var files = new OpenSsh();
        var key = await files.KeyAsync("user", "ed25519");
        using var host = PrivateKey.GenerateEd25519();
        await using var gateway = new TestGateway(
            TestGateway.Options(host) with { RekeyBytes = 3 * 1024 * 1024 },
            new CodeAuthority("alice+acme-db1", [await PublicAsync(key)]));
        var input = RandomNumberGenerator.GetBytes(20 * 1024 * 1024);

        var run = await OpenSsh.RunAsync(OpenSsh.Client!,
        [
            .. Arguments(files, gateway, host, key), "-o", $"KexAlgorithms={kex}", "-c", cipher, "-m", mac,
            "-o", "RekeyLimit=2M", "alice+acme-db1@127.0.0.1", "cat",
        ], input);

        Assert.True(run.Exit == 0, run.Error + gateway.LastEnd);
        Assert.Equal(SHA256.HashData(input), SHA256.HashData(run.Output));
        Assert.Contains("Welcome.", run.Error, StringComparison.Ordinal);
        await gateway.StopAsync();
        Assert.True(gateway.LastKeyExchanges > 5, $"only {gateway.LastKeyExchanges} key exchanges");
        Assert.Equal((kex, cipher, true),
            (gateway.LastAlgorithms!.KeyExchange, gateway.LastAlgorithms.CipherToServer, gateway.LastAlgorithms.Strict));
    }

    [Theory]
    [InlineData("ed25519", null)]
    [InlineData("ecdsa", 256)]
    [InlineData("ecdsa", 384)]
    [InlineData("ecdsa", 521)]
    [InlineData("rsa", 3072)]
    public async Task Every_kind_of_user_key_comes_in_with_its_code(string type, int? bits)
    {
        Assert.SkipWhen(OpenSsh.IsMissing, OpenSsh.Missing);
        using var files = new OpenSsh();
        var key = await files.KeyAsync("user", type, bits);
        using var host = PrivateKey.GenerateEd25519();
        var known = await PublicAsync(key);
        await using var gateway = new TestGateway(
            TestGateway.Options(host), new CodeAuthority("alice", [known], code: "123456"));

        var run = await SshWithCodeAsync(files, gateway, host, key, "123456");

        Assert.True(run.Exit == 0, run.Error);
        Assert.Equal("hello"u8.ToArray(), run.Output);
        await gateway.StopAsync();
        Assert.Equal(known, Assert.IsType<AuthenticationResult.Succeeded>(gateway.LastResult).Who.Key);
    }

    [Fact]
    public async Task Three_wrong_codes_end_in_permission_denied()
    {
        Assert.SkipWhen(OpenSsh.IsMissing, OpenSsh.Missing);
        using var files = new OpenSsh();
        var key = await files.KeyAsync("user", "ed25519");
        using var host = PrivateKey.GenerateEd25519();
        await using var gateway = new TestGateway(
            TestGateway.Options(host), new CodeAuthority("alice", [await PublicAsync(key)], code: "123456"));

        var run = await SshWithCodeAsync(files, gateway, host, key, "000000");

        Assert.Equal(255, run.Exit);
        Assert.Contains("Three wrong codes.", run.Error, StringComparison.Ordinal);
        Assert.Contains("Permission denied", run.Error, StringComparison.Ordinal);
        await gateway.StopAsync();
        Assert.NotNull(Assert.IsType<AuthenticationResult.Refused>(gateway.LastResult).Who);
    }

    [Fact]
    public async Task An_unknown_key_is_denied_and_only_publickey_is_ever_named()
    {
        Assert.SkipWhen(OpenSsh.IsMissing, OpenSsh.Missing);
        using var files = new OpenSsh();
        var key = await files.KeyAsync("user", "ed25519");
        using var host = PrivateKey.GenerateEd25519();
        await using var gateway = new TestGateway(TestGateway.Options(host), new CodeAuthority("alice", []));

        var run = await OpenSsh.RunAsync(
            OpenSsh.Client!, [.. Arguments(files, gateway, host, key), "alice@127.0.0.1", "cat"], []);

        Assert.Equal(255, run.Exit);
        Assert.Contains("Permission denied (publickey).", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_thirtieth_key_of_a_client_still_works()
    {
        Assert.SkipWhen(OpenSsh.IsMissing, OpenSsh.Missing);
        using var files = new OpenSsh();
        var keys = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            keys.Add(await files.KeyAsync($"user{i}", "ed25519"));
        }

        using var host = PrivateKey.GenerateEd25519();
        var authority = new CodeAuthority("alice", [await PublicAsync(keys[^1])]);
        await using var gateway = new TestGateway(TestGateway.Options(host), authority);

        var run = await OpenSsh.RunAsync(OpenSsh.Client!,
        [
            .. Arguments(files, gateway, host, keys[0]), .. keys.Skip(1).SelectMany(key => (string[])["-i", key]),
            "alice@127.0.0.1", "cat",
        ], "hello"u8.ToArray());

        Assert.True(run.Exit == 0, run.Error);
        Assert.Equal(31, authority.KeysAsked);
    }

    [Theory]
    [InlineData("-c", "chacha20-poly1305@openssh.com")]
    [InlineData("-c", "aes128-cbc")]
    [InlineData("-m", "hmac-sha1")]
    [InlineData("-o", "KexAlgorithms=diffie-hellman-group14-sha256")]
    public async Task What_we_do_not_speak_is_refused_at_negotiation(string option, string value)
    {
        Assert.SkipWhen(OpenSsh.IsMissing, OpenSsh.Missing);
        using var files = new OpenSsh();
        var key = await files.KeyAsync("user", "ed25519");
        using var host = PrivateKey.GenerateEd25519();
        await using var gateway = new TestGateway(TestGateway.Options(host), new CodeAuthority("alice", []));

        var run = await OpenSsh.RunAsync(OpenSsh.Client!,
            [.. Arguments(files, gateway, host, key), "-c", "aes128-ctr", option, value, "alice@127.0.0.1", "cat"], []);

        Assert.Equal(255, run.Exit);
        Assert.Contains("no matching", run.Error, StringComparison.Ordinal);
    }

    static async Task<PublicKey> PublicAsync(string path) =>
        PublicKey.ParseLine(await File.ReadAllTextAsync(path + ".pub"), out _, out _)!;

    static async Task<(int Exit, byte[] Output, string Error)> SshWithCodeAsync(
        OpenSsh files, TestGateway gateway, PrivateKey host, string key, string code)
    {
        var askpass = files.PathOf("askpass");
        await File.WriteAllTextAsync(askpass, $"#!/bin/sh\necho {code}\n");
        OpenSsh.OwnerOnly(askpass);
        return await OpenSsh.RunAsync(OpenSsh.Client!,
            [.. Arguments(files, gateway, host, key), "alice@127.0.0.1", "cat"], "hello"u8.ToArray(),
            new Dictionary<string, string> { ["SSH_ASKPASS"] = askpass, ["SSH_ASKPASS_REQUIRE"] = "force" });
    }

    static string[] Arguments(OpenSsh files, TestGateway gateway, PrivateKey host, string key)
    {
        var knownHosts = files.PathOf("known_hosts");
        File.WriteAllText(knownHosts, $"[127.0.0.1]:{gateway.Port} {host.PublicKey.ToLine()}\n");
        return
        [
            "-F", "/dev/null", "-p", $"{gateway.Port}", "-i", key, "-o", "IdentitiesOnly=yes",
            "-o", $"UserKnownHostsFile={knownHosts}", "-o", "GlobalKnownHostsFile=/dev/null",
            "-o", "StrictHostKeyChecking=yes",
        ];
    }
}
