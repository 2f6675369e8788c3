using System.Diagnostics;
using AccessAudit.Gateway.Ssh.Keys;
using AccessAudit.Gateway.Ssh.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessAudit.Gateway.Ssh.Tests.Support;

/// <summary>The whole SSH server between the installed tools and a private sshd, with a door without a
/// database.</summary>
sealed class GatewayWorld : IAsyncDisposable
{
    readonly OpenSsh _files;
    readonly SshListener _listener;
    readonly string _key;
    PrivateSshd? _sshd;

    GatewayWorld(OpenSsh files, string key, byte[] credential)
    {
        _files = files;
        _key = key;
        Door = new(_files.Folder, recordings => new(recordings)
        {
            Port = TargetPort,
            HostKeys = HostKeys,
            Credential = ReleaseCredential ? credential : null,
            Locale = Door!.Locale,
        });
        _listener = new(
            Door, new() { Port = 0, HostKeyFile = _files.PathOf("gateway_host") }, TimeProvider.System,
            NullLogger<SshListener>.Instance);
    }

    public TestDoor Door { get; }

    public int TargetPort { get; set; }

    public IReadOnlyList<string> HostKeys { get; set; } = [];

    public bool ReleaseCredential { get; set; } = true;

    public int Port => _listener.Endpoints[0].Port;

    public PrivateSshd Sshd => _sshd!;

    public OpenSsh Files => _files;

    public string Address { get; set; } = $"{TestDoor.Login}+acme-db1";

    public static async Task<GatewayWorld> StartAsync(params string[] sshdConfig)
    {
        Assert.SkipWhen(OpenSsh.IsMissing, OpenSsh.Missing);
        var files = new OpenSsh();
        var key = await files.KeyAsync("technician", "ed25519");
        var credential = await files.KeyAsync("credential", "ed25519");
        var world = new GatewayWorld(files, key, await File.ReadAllBytesAsync(credential));
        try
        {
            world._sshd = await PrivateSshd.StartAsync(
                world._files, await File.ReadAllTextAsync(credential + ".pub"), "ed25519",
                [.. sshdConfig, "Subsystem sftp internal-sftp", "X11Forwarding yes", "AcceptEnv *"]);
            world.TargetPort = world._sshd.Port;
            world.HostKeys = [world._sshd.HostKey.ToLine()];
            world.Door.Keys.Add(
                PublicKey.ParseLine(await File.ReadAllTextAsync(key + ".pub"), out _, out _)!.Fingerprint);
            await world._listener.StartAsync(CancellationToken.None);
            await File.WriteAllTextAsync(
                world._files.PathOf("known_hosts"), $"[127.0.0.1]:{world.Port} {world._listener.HostKeyLine}\n");
            await world.WriteConfigAsync();
            await world.WriteAskPassAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Options of ssh, scp and sftp.</summary>
    public IReadOnlyList<string> Options => ["-F", _files.PathOf("config")];

    /// <summary><c>ssh</c> with the right code, or the codes given.</summary>
    public Task<(int Exit, byte[] Output, string Error)> SshAsync(
        IEnumerable<string> arguments, byte[]? input = null, string code = TestDoor.Code) =>
        RunAsync("ssh", [.. Options, .. arguments], input, code);

    /// <summary>Runs one command at the target.</summary>
    public Task<(int Exit, byte[] Output, string Error)> ExecAsync(string command, byte[]? input = null) =>
        SshAsync(["gw", command], input);

    public Task<(int Exit, byte[] Output, string Error)> RunAsync(
        string program, IEnumerable<string> arguments, byte[]? input = null, string code = TestDoor.Code) =>
        OpenSsh.RunAsync(program, arguments, input, Environment(code));

    /// <summary>A program that goes on while the test acts; its standard error and output are read by the
    /// test.</summary>
    public Process Start(string program, IEnumerable<string> arguments, string code = TestDoor.Code)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove("SSH_AUTH_SOCK");
        foreach (var (name, value) in Environment(code))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>A private ssh-agent, empty.</summary>
    public async Task<PrivateAgent> AgentAsync() => await PrivateAgent.StartAsync(_files.PathOf("agent"));

    /// <summary>The only session so far, once it has ended.</summary>
    public async Task<TestSession> SessionAsync()
    {
        Assert.True(Door.Sessions.TryPeek(out var session), "no session was opened");
        await session.Ended.WaitAsync(TimeSpan.FromSeconds(20));
        await session.Recorder.CloseAsync(CancellationToken.None);
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.StopAsync(CancellationToken.None);
        _listener.Dispose();
        if (_sshd is not null)
        {
            await _sshd.DisposeAsync();
        }

        _files.Dispose();
    }

    Dictionary<string, string> Environment(string code) => new()
    {
        ["SSH_ASKPASS"] = _files.PathOf("askpass"),
        ["SSH_ASKPASS_REQUIRE"] = "force",
        ["ANSWER_CODE"] = code,
        ["ANSWER_NUMBER"] = "1",
        // Nobody is there; ssh asks for X11 forwarding only if it is set.
        ["DISPLAY"] = ":99",
    };

    Task WriteConfigAsync() => File.WriteAllTextAsync(_files.PathOf("config"), $"""
        Host gw
          HostName 127.0.0.1
          Port {Port}
          User {Address}
          IdentityFile {_key}
          IdentitiesOnly yes
          UserKnownHostsFile {_files.PathOf("known_hosts")}
          GlobalKnownHostsFile /dev/null
          StrictHostKeyChecking yes
          PreferredAuthentications publickey,keyboard-interactive
          ConnectTimeout 20
        """);

    // ssh asks this for each prompt; what it was asked lies in a file for the test to see.
    async Task WriteAskPassAsync()
    {
        var script = _files.PathOf("askpass");
        await File.WriteAllTextAsync(script, $"""
            #!/bin/sh
            printf '%s\n' "$1" >> {_files.PathOf("asked")}
            case "$1" in
              *[Cc]ode*) printf '%s\n' "$ANSWER_CODE" ;;
              *) printf '%s\n' "$ANSWER_NUMBER" ;;
            esac
            """);
        OpenSsh.OwnerOnly(script);
    }
}
