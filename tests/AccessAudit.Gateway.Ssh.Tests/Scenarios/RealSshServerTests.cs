using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Authentication;
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Tests.Support;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Tests.Scenarios;

/// <summary>Our client role with a private, real `sshd`.</summary>
public sealed class RealSshServerTests
{
    readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_mebibytes_survive_rekeying_with_everything_we_offer()
    {
        Assert.SkipWhen(OpenSsh.IsMissing, OpenSsh.Missing);
        using var files = new OpenSsh();
        using var key = PrivateKey.GenerateEd25519();
        await using var sshd = await PrivateSshd.StartAsync(
            files, key.PublicKey.ToLine(), "ed25519", "RekeyLimit 2M", "KexAlgorithms +ecdh-sha2-nistp256");
        var input = RandomNumberGenerator.GetBytes(20 * 1024 * 1024);
        var pinned = ClientTransportOptions.Pinned(sshd.HostKey) with { RekeyBytes = 3 * 1024 * 1024 };
        foreach (var (kex, cipher, mac) in Combinations(pinned))
        {
            await using var transport = await SshTransport.ConnectAsync(
                await sshd.ConnectAsync(), pinned with { KeyExchanges = [kex], Ciphers = [cipher], Macs = [mac] }, _ct);
            Assert.IsType<ClientAuthenticationResult.Succeeded>(
                await ClientAuthentication.RunAsync(transport, Environment.UserName, key, _ct));

            var (hash, length) = await EchoChannel.RunAsync(transport, "cat", input, _ct);

            Assert.Equal(input.Length, length);
            Assert.Equal(SHA256.HashData(input), hash);
            Assert.True(transport.KeyExchanges > 5, $"{kex} {cipher} {mac}: {transport.KeyExchanges} key exchanges");
            Assert.Equal((kex, cipher, true),
                (transport.Algorithms.KeyExchange, transport.Algorithms.CipherToClient, transport.Algorithms.Strict));
            await transport.DisconnectAsync(DisconnectReason.ByApplication, "done");
        }
    }

    [Theory]
    [InlineData("ed25519", null, "ed25519")]
    [InlineData("ecdsa", 256, "ecdsa")]
    [InlineData("ecdsa", 521, "rsa")]
    [InlineData("rsa", 3072, "rsa")]
    public async Task Key_files_of_ssh_keygen_open_real_targets(string type, int? bits, string hostKeyType)
    {
        Assert.SkipWhen(OpenSsh.IsMissing, OpenSsh.Missing);
        using var files = new OpenSsh();
        var path = await files.KeyAsync("user", type, bits);
        using var key = PrivateKeyFile.Parse(await File.ReadAllTextAsync(path, _ct));
        await using var sshd = await PrivateSshd.StartAsync(
            files, await File.ReadAllTextAsync(path + ".pub", _ct), hostKeyType);
        await using var transport = await SshTransport.ConnectAsync(
            await sshd.ConnectAsync(), ClientTransportOptions.Pinned(sshd.HostKey), _ct);

        var result = await ClientAuthentication.RunAsync(transport, Environment.UserName, key, _ct);

        Assert.True(result is ClientAuthenticationResult.Succeeded, result + sshd.Log);
        Assert.Contains(type == "rsa" ? "rsa-sha2-512" : key.PublicKey.KeyType, transport.PeerSignatureAlgorithms);
    }

    [Fact]
    public async Task A_key_we_write_is_read_by_ssh_keygen()
    {
        Assert.SkipWhen(OpenSsh.IsMissing, OpenSsh.Missing);
        using var files = new OpenSsh();
        using var key = (Ed25519PrivateKey)PrivateKey.GenerateEd25519();
        await File.WriteAllTextAsync(files.PathOf("ours"), PrivateKeyFile.Write(key, "gateway"), _ct);
        OpenSsh.OwnerOnly(files.PathOf("ours"));

        var run = await OpenSsh.RunAsync(OpenSsh.Keygen!, ["-l", "-f", files.PathOf("ours")], null);

        Assert.Contains(key.PublicKey.Fingerprint, System.Text.Encoding.ASCII.GetString(run.Output), StringComparison.Ordinal);
        Assert.Equal(key.PublicKey, PrivateKeyFile.Parse(PrivateKeyFile.Write(key, "again")).PublicKey);
    }

    [Fact]
    public async Task A_wrong_host_key_is_refused_before_any_name_is_said()
    {
        Assert.SkipWhen(OpenSsh.IsMissing, OpenSsh.Missing);
        using var files = new OpenSsh();
        using var key = PrivateKey.GenerateEd25519();
        using var other = PrivateKey.GenerateEd25519();
        await using var sshd = await PrivateSshd.StartAsync(files, key.PublicKey.ToLine());

        var refused = await Assert.ThrowsAsync<SshProtocolException>(async () => await SshTransport.ConnectAsync(
            await sshd.ConnectAsync(), ClientTransportOptions.Pinned(other.PublicKey), _ct));

        Assert.Equal(DisconnectReason.HostKeyNotVerifiable, refused.Reason);
        Assert.Contains(sshd.HostKey.Fingerprint, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_does_not_know_the_key_says_which_methods_are_left()
    {
        Assert.SkipWhen(OpenSsh.IsMissing, OpenSsh.Missing);
        using var files = new OpenSsh();
        using var key = PrivateKey.GenerateEd25519();
        using var unknown = PrivateKey.GenerateEd25519();
        await using var sshd = await PrivateSshd.StartAsync(files, key.PublicKey.ToLine());
        await using var transport = await SshTransport.ConnectAsync(
            await sshd.ConnectAsync(), ClientTransportOptions.Pinned(sshd.HostKey), _ct);

        var result = await ClientAuthentication.RunAsync(transport, Environment.UserName, unknown, _ct);

        Assert.Equal(["publickey"], Assert.IsType<ClientAuthenticationResult.Refused>(result).MethodsLeft);
    }

    static IEnumerable<(string Kex, string Cipher, string Mac)> Combinations(ClientTransportOptions options)
    {
        // OpenSSH knows ML-KEM only from 9.9 on; our own two roles prove it elsewhere.
        foreach (var kex in options.KeyExchanges.Skip(1))
        {
            yield return (kex, options.Ciphers[0], options.Macs[0]);
        }

        yield return ("curve25519-sha256", "aes128-gcm@openssh.com", options.Macs[0]);
        foreach (var cipher in (string[])["aes128-ctr", "aes256-ctr"])
        {
            foreach (var mac in options.Macs)
            {
                yield return ("curve25519-sha256", cipher, mac);
            }
        }
    }
}
