using System.Security.Cryptography;
using System.Text;
using AccessAudit.Gateway.Ssh.Wire;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Ssh.Tests.Relay;

/// <summary>What of a channel is in the recording and in the journal.</summary>
public sealed class TapTests
{
    [Fact]
    public async Task A_terminal_is_recorded_whole_with_its_sizes_and_never_its_input()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Pty());
        await world.GrantAsync(RelayWorld.Request(20, "shell").ToArray());
        await world.PassesToTargetAsync(RelayWorld.Data(20, "secret typed"u8));
        await world.PassesToClientAsync(RelayWorld.Data(10, "$ "u8));
        await world.PassesToTargetAsync(RelayWorld.Request(20, "window-change", wantReply: false)
            .UInt32(132).UInt32(50).UInt32(0).UInt32(0).ToArray());
        await world.PassesToClientAsync(RelayWorld.Extended(10, "oops"u8));
        await world.LeaveAsync();

        Assert.Equal("$ "u8.ToArray(), world.Session.Recorded(RecordKind.StandardOutput));
        Assert.Equal("oops"u8.ToArray(), world.Session.Recorded(RecordKind.StandardError));
        Assert.Equal(
            [.. new TerminalSize(80, 24).ToBytes(), .. new TerminalSize(132, 50).ToBytes()],
            world.Session.Recorded(RecordKind.Resize));
        var opened = ChannelOpened.Read(world.Session.Recorded(RecordKind.ChannelOpened));
        Assert.Equal(("shell", "xterm"), (opened.Type, opened.Term));
        Assert.DoesNotContain(
            world.Session.Recorded(), chunk => Encoding.UTF8.GetString(chunk.Data.Span).Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_is_journalled_before_the_target_hears_of_it_byte_for_byte()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        byte[] command = [.. "printf '\u001b[31m'"u8, 0xff];
        await world.PassesToTargetAsync(RelayWorld.Request(20, "exec").String(command).ToArray());

        // Heard by the target, hence already there.
        var fact = Assert.Single(world.Session.Facts("session.command"));
        Assert.Equal("printf '\\u{1b}[31m'\\xff", fact.Content["command"]);
        Assert.Equal(Convert.ToBase64String(command), fact.Content["base64"]);
        Assert.Equal(("exec", 1L), (fact.Details["class"], fact.Details["channel"]));
    }

    [Fact]
    public async Task A_plain_command_needs_no_base64()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.PassesToTargetAsync(RelayWorld.Exec("systemctl status café"));
        var fact = Assert.Single(world.Session.Facts("session.command"));
        Assert.Equal(("systemctl status café", null), (fact.Content["command"], fact.Content["base64"]));
    }

    [Fact]
    public async Task A_command_without_terminal_keeps_head_and_tail()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync(window: 1_000_000);
        await world.GrantAsync(RelayWorld.Exec("journalctl"));
        var output = new byte[300_000];
        new Random(1).NextBytes(output);
        foreach (var part in output.Chunk(30_000))
        {
            await world.PassesToClientAsync(RelayWorld.Data(10, part));
        }

        await world.LeaveAsync();
        byte[] kept = [.. output[..65_536], .. output[^65_536..]];
        Assert.Equal(SHA256.HashData(kept), SHA256.HashData(world.Session.Recorded(RecordKind.StandardOutput)));
    }

    [Theory]
    [InlineData("scp -t /tmp/x", "scp")]
    [InlineData("rsync --server -vlogDtpre.iLsfxCIvu . dir/", "rsync")]
    [InlineData("git-upload-pack '/srv/repo.git'", "git")]
    public async Task A_file_tool_is_told_by_counts_and_digests(string command, string commandClass)
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Exec(command));
        await world.PassesToTargetAsync(RelayWorld.Data(20, "up"u8));
        await world.PassesToClientAsync(RelayWorld.Data(10, "down"u8));
        await world.PassesToClientAsync(RelayWorld.Numbered(Message.ChannelClose, 10));
        await world.PassesToTargetAsync(RelayWorld.Numbered(Message.ChannelClose, 20));

        var fact = Assert.Single(world.Session.Facts("session.transfer")).Details;
        Assert.Equal((commandClass, 2L, 4L), (fact["class"], fact["bytes_up"], fact["bytes_down"]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("up"u8)), fact["sha256_up"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("down"u8)), fact["sha256_down"]);
        await world.LeaveAsync();
        Assert.Empty(world.Session.Recorded(RecordKind.StandardOutput));
    }

    [Fact]
    public async Task What_is_cut_off_is_closed_in_journal_and_recording_all_the_same()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Request(20, "subsystem").Text("sftp").ToArray());
        await world.PassesToTargetAsync(RelayWorld.Data(20, "half"u8));
        await world.LeaveAsync();
        Assert.Equal(4L, Assert.Single(world.Session.Facts("session.transfer")).Details["bytes_up"]);
        Assert.Equal("the client left", Assert.Single(world.Session.Facts("session.channel_closed")).Details["cause"]);
        Assert.Equal("the client left", ChannelClosed.Read(world.Session.Recorded(RecordKind.ChannelClosed)).Cause);
    }

    [Fact]
    public async Task A_failed_recorder_ends_the_session()
    {
        await using var world = new RelayWorld();
        await world.OpenAsync();
        await world.GrantAsync(RelayWorld.Request(20, "shell").ToArray());
        await world.Session.FailRecorderAsync();
        world.Target.Say(RelayWorld.Data(10, "unrecorded"u8));
        Assert.Equal(Sessions.SessionEnd.RecordingFailed, (await world.EndAsync()).Cause);
        Assert.False(world.Client.HasHeard);
    }
}
