using System.Security.Cryptography;
using System.Text;
using AccessAudit.Gateway.Ssh.Tests.Support;
using AccessAudit.Sealing.Recordings;
using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Ssh.Tests.Scenarios;

/// <summary>The installed ssh, scp, sftp and rsync through the whole server to a real sshd.</summary>
public sealed class NativeToolsTests
{
    [Fact]
    public async Task A_command_runs_with_its_exit_code_and_the_journal_has_its_words()
    {
        await using var world = await GatewayWorld.StartAsync();
        var run = await world.ExecAsync("echo ok; exit 7");
        Assert.Equal((7, "ok\n"), (run.Exit, Text(run.Output)));

        var session = await world.SessionAsync();
        Assert.Equal("echo ok; exit 7", Assert.Single(session.Facts("session.command")).Content["command"]);
        Assert.Equal(7L, Assert.Single(session.Facts("session.channel_closed")).Details["exit"]);
        Assert.Equal("ok\n"u8.ToArray(), session.Recorded(RecordKind.StandardOutput));
        Assert.Equal(SessionEnd.User, await session.Ended);
        Assert.Contains("One-time code:", await AskedAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_output_and_error_stay_apart()
    {
        await using var world = await GatewayWorld.StartAsync();
        var run = await world.ExecAsync("cat >&2; echo out", "to the error stream\n"u8.ToArray());
        Assert.Equal((0, "out\n", "to the error stream\n"), (run.Exit, Text(run.Output), run.Error));
        var session = await world.SessionAsync();
        Assert.Equal("to the error stream\n"u8.ToArray(), session.Recorded(RecordKind.StandardError));
    }

    [Fact]
    public async Task Twenty_mebibytes_pass_up_and_down_unharmed()
    {
        await using var world = await GatewayWorld.StartAsync();
        var data = RandomNumberGenerator.GetBytes(20 * 1024 * 1024);
        var run = await world.ExecAsync("cat", data);
        Assert.True(run.Exit == 0, run.Error);
        Assert.Equal(SHA256.HashData(data), SHA256.HashData(run.Output));
        var closed = Assert.Single((await world.SessionAsync()).Facts("session.channel_closed")).Details;
        Assert.Equal(((long)data.Length, (long)data.Length), (closed["bytes_up"], closed["bytes_down"]));
    }

    [Fact]
    public async Task Rekeys_on_both_legs_in_mid_transfer_do_no_harm()
    {
        await using var world = await GatewayWorld.StartAsync("RekeyLimit 2M");
        var data = RandomNumberGenerator.GetBytes(20 * 1024 * 1024);
        var run = await world.SshAsync(["-o", "RekeyLimit=2M", "gw", "cat"], data);
        Assert.True(run.Exit == 0, run.Error);
        Assert.Equal(SHA256.HashData(data), SHA256.HashData(run.Output));
    }

    [Fact]
    public async Task A_terminal_has_its_size_and_a_resize_arrives()
    {
        Assert.SkipWhen(!File.Exists("/usr/bin/expect"), "expect is not installed");
        await using var world = await GatewayWorld.StartAsync();
        var script = world.Files.PathOf("resize.exp");
        await File.WriteAllTextAsync(script, $$"""
            set timeout 30
            set stty_init "rows 40 columns 100"
            # Asked by typing, the second question could overtake the new size.
            spawn ssh -F {{world.Files.PathOf("config")}} -tt gw {
              trap "stty size; exit 3" WINCH; stty size; echo READY; while :; do sleep 0.1; done
            }
            expect "40 100"
            expect "READY"
            stty rows 50 < $spawn_out(slave,name)
            expect "50 100"
            expect eof
            lassign [wait] pid spawn os code
            exit $code
            """, Ct);
        var run = await world.RunAsync("expect", [script]);
        Assert.True(run.Exit == 3, Text(run.Output) + run.Error);
        var session = await world.SessionAsync();
        var sizes = session.Recorded().Where(chunk => chunk.Kind == RecordKind.Resize)
            .Select(chunk => TerminalSize.Read(chunk.Data.Span)).ToArray();
        Assert.Equal([new(100, 40), new(100, 50)], sizes);
        Assert.Contains("50 100", Text(session.Recorded(RecordKind.StandardOutput)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_command_is_told_as_in_a_direct_session()
    {
        await using var world = await GatewayWorld.StartAsync();
        var run = await world.ExecAsync("kill -TERM $$");
        Assert.Equal(255, run.Exit);
        Assert.Equal("TERM", Assert.Single((await world.SessionAsync()).Facts("session.channel_closed")).Details["signal"]);
    }

    [Theory]
    [InlineData("scp", "sftp")]
    [InlineData("scp -O", "scp")]
    public async Task Scp_copies_both_ways_and_is_told_by_counts_and_digests(string tool, string commandClass)
    {
        await using var world = await GatewayWorld.StartAsync();
        world.Door.Window = true;
        var data = RandomNumberGenerator.GetBytes(3_000_000);
        await File.WriteAllBytesAsync(world.Files.PathOf("up"), data, Ct);
        string[] options = [.. world.Options, .. tool.Split(' ').Skip(1)];
        var up = await world.RunAsync("scp", [.. options, world.Files.PathOf("up"), $"gw:{world.Files.PathOf("there")}"]);
        Assert.True(up.Exit == 0, up.Error);
        var down = await world.RunAsync("scp", [.. options, $"gw:{world.Files.PathOf("there")}", world.Files.PathOf("back")]);
        Assert.True(down.Exit == 0, down.Error);
        Assert.Equal(data, await File.ReadAllBytesAsync(world.Files.PathOf("back"), Ct));

        var transfer = Assert.Single((await world.SessionAsync()).Facts("session.transfer")).Details;
        Assert.Equal(commandClass, transfer["class"]);
        Assert.True((long)transfer["bytes_up"]! > data.Length);
    }

    [Fact]
    public async Task Sftp_works_in_batch()
    {
        await using var world = await GatewayWorld.StartAsync();
        var folder = world.Files.PathOf("d");
        await File.WriteAllTextAsync(world.Files.PathOf("f"), "content", Ct);
        await File.WriteAllTextAsync(world.Files.PathOf("batch"), $"""
            mkdir {folder}
            put {world.Files.PathOf("f")} {folder}/f
            rename {folder}/f {folder}/g
            ln -s {folder}/g {folder}/h
            chmod 600 {folder}/g
            get {folder}/h {world.Files.PathOf("got")}
            rm {folder}/h
            ls {folder}
            """, Ct);
        // sftp -b turns questions off; this turns them on again for the code.
        var run = await world.RunAsync(
            "sftp", [.. world.Options, "-o", "BatchMode=no", "-b", world.Files.PathOf("batch"), "gw"]);
        Assert.True(run.Exit == 0, run.Error);
        Assert.Equal("content", await File.ReadAllTextAsync(world.Files.PathOf("got"), Ct));
        Assert.Equal("sftp", Assert.Single((await world.SessionAsync()).Facts("session.transfer")).Details["class"]);
    }

    [Fact]
    public async Task Rsync_mirrors_a_thousand_files_both_ways()
    {
        Assert.SkipWhen(!File.Exists("/usr/bin/rsync"), "rsync is not installed");
        await using var world = await GatewayWorld.StartAsync();
        world.Door.Window = true;
        var source = Directory.CreateDirectory(world.Files.PathOf("src"));
        for (var i = 0; i < 1000; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(source.FullName, $"{i}"), $"file {i}", Ct);
        }

        await File.WriteAllBytesAsync(Path.Combine(source.FullName, "big"), RandomNumberGenerator.GetBytes(5_000_000), Ct);
        var shell = $"ssh -F {world.Files.PathOf("config")}";
        var up = await world.RunAsync("rsync", ["-a", "-e", shell, $"{source.FullName}/", $"gw:{world.Files.PathOf("dst")}/"]);
        Assert.True(up.Exit == 0, up.Error);
        var down = await world.RunAsync("rsync", ["-a", "-e", shell, $"gw:{world.Files.PathOf("dst")}/", world.Files.PathOf("back")]);
        Assert.True(down.Exit == 0, down.Error);
        var same = await OpenSsh.RunAsync("diff", ["-r", source.FullName, world.Files.PathOf("back")], null);
        Assert.True(same.Exit == 0, Text(same.Output));
        Assert.Equal("rsync", Assert.Single((await world.SessionAsync()).Facts("session.transfer")).Details["class"]);
    }

    [Fact]
    public async Task Twenty_commands_share_one_master_ten_at_a_time()
    {
        await using var world = await GatewayWorld.StartAsync("MaxSessions 50");
        var socket = world.Files.PathOf("s");
        var master = await world.SshAsync(["-M", "-S", socket, "-N", "-f", "gw"]);
        Assert.True(master.Exit == 0, master.Error);
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            world.SshAsync(["-S", socket, "-o", "ControlMaster=no", "-o", "ProxyCommand=false", "gw", $"sleep 1; echo {i}"])));
        await world.SshAsync(["-S", socket, "-O", "exit", "gw"]);
        var served = runs.Count(run => run.Exit == 0);
        Assert.InRange(served, 10, 20);
        var session = await world.SessionAsync();
        Assert.Equal(served, session.Facts("session.command").Count);
        Assert.Equal(20 - served, session.Facts("session.channel_refused").Count);
    }

    [Theory]
    [InlineData("-A", "auth-agent-req@openssh.com")]
    [InlineData("-Y", "x11-req")]
    [InlineData("-R 0:127.0.0.1:9", "tcpip-forward")]
    public async Task Forwards_are_refused_and_the_session_goes_on(string option, string request)
    {
        await using var world = await GatewayWorld.StartAsync();
        // ssh asks for the forward only when there is an agent.
        using var agent = await world.AgentAsync();
        var run = await world.SshAsync([.. option.Split(' '), "-o", $"IdentityAgent={agent.Socket}", "gw", "echo on"]);
        Assert.Equal((0, "on\n"), (run.Exit, Text(run.Output)));
        Assert.Equal(request, Assert.Single((await world.SessionAsync()).Facts("session.forward_refused")).Content["name"]);
    }

    [Fact]
    public async Task A_local_forward_is_refused_with_the_way_to_go()
    {
        await using var world = await GatewayWorld.StartAsync();
        var run = await world.SshAsync(["-W", "127.0.0.1:22", "gw"]);
        Assert.NotEqual(0, run.Exit);
        Assert.Contains("forwarding and jumping", run.Error, StringComparison.Ordinal);
        Assert.Equal(
            "127.0.0.1:22", Assert.Single((await world.SessionAsync()).Facts("session.forward_refused")).Content["what"]);
    }

    [Fact]
    public async Task Keepalives_of_client_and_target_are_answered()
    {
        await using var world = await GatewayWorld.StartAsync("ClientAliveInterval 1", "ClientAliveCountMax 1");
        var run = await world.SshAsync(
            ["-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=1", "gw", "sleep 4; echo alive"]);
        Assert.Equal((0, "alive\n"), (run.Exit, Text(run.Output)));
    }

    [Fact]
    public async Task Variables_outside_the_list_do_not_arrive()
    {
        await using var world = await GatewayWorld.StartAsync();
        var run = await world.SshAsync(
            ["-o", "SetEnv=LC_TEST=yes LD_EVIL=no GIT_PROTOCOL=v2", "gw", "echo $LC_TEST,$LD_EVIL,$GIT_PROTOCOL"]);
        Assert.Equal("yes,,v2\n", Text(run.Output));
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    static Task<string> AskedAsync(GatewayWorld world) => File.ReadAllTextAsync(world.Files.PathOf("asked"), Ct);
}
