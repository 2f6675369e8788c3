using AccessAudit.Gateway.Recording;
using AccessAudit.Gateway.Ssh.Channels;
using AccessAudit.Gateway.Ssh.Wire;
using AccessAudit.Journal;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Ssh.Relay;

// The programs of channels: journalled and recorded before the target hears of them.
sealed partial class ConnectionRelay
{
    // Its escaped form must fit a chunk of the recording.
    const int LongestCommand = 32 * 1024;

    /// <summary>False when this start is refused here; then the journal has heard of it.</summary>
    async ValueTask<bool> StartAsync(RelayChannel channel, string name, ReadOnlyMemory<byte> rest, CancellationToken ct)
    {
        var command = name == "shell" ? ReadOnlyMemory<byte>.Empty : CommandIn(rest);
        var refused = new Rule(
            Item.ChannelRequest, Side.Client, name, Ruling.Refuse,
            Fact: "session.channel_refused", Topic: Topic.Request);
        uint record;
        Terminal? terminal;
        lock (_channels.Gate)
        {
            record = channel.Program.MayStart ? channel.Program.Record : 0;
            terminal = channel.Program.Terminal;
        }

        if (record == 0 || command.Length > LongestCommand)
        {
            await RefusedAsync(
                refused, name, record == 0 ? "a program already runs" : RelayTexts.CommandTooLong(_live.Locale), ct);
            return false;
        }

        var commandClass = name switch
        {
            "shell" => CommandClass.Shell,
            "subsystem" => CommandClass.Sftp,
            _ => CommandClass.Of(command.Span),
        };
        await _live.NoteAsync(
            "session.command", FactOutcome.Success, Members.Of(("class", commandClass), ("channel", (long)record)),
            name == "shell" ? Members.None : PeerText.Exact("command", command.Span), ct);
        await _live.Recorder.WriteAsync(
            RecordKind.ChannelOpened, record,
            new ChannelOpened(name, name == "shell" ? null : command, terminal?.Term).ToBytes(), ct);
        if (terminal is not null)
        {
            await _live.Recorder.WriteAsync(
                RecordKind.Resize, record, new TerminalSize(terminal.Columns, terminal.Rows).ToBytes(), ct);
        }

        var whole = terminal is not null || commandClass == CommandClass.Shell;
        ChannelTap tap = whole
            ? new WholeTap(_live.Recorder, record)
            : new StreamsTap(_live.Recorder, record, CommandClass.IsTransfer(commandClass));
        lock (_channels.Gate)
        {
            channel.Program.Start(commandClass, tap);
        }

        return true;
    }

    /// <summary>A channel is over: its recording and its facts. Only the first call does anything.</summary>
    async ValueTask FinishAsync(RelayChannel channel, string? cause, CancellationToken ct)
    {
        ChannelTap? tap;
        lock (_channels.Gate)
        {
            if (!channel.TryFinish())
            {
                return;
            }

            tap = channel.Program.Finish();
        }

        var program = channel.Program;
        var record = program.Record;
        Transferred? transferred = null;
        try
        {
            transferred = tap is null
                ? null
                : await CloseTapAsync(tap, record, new(program.ExitStatus, program.ExitSignal, cause), ct);
        }
        catch (RecordingFailedException) when (cause is not null)
        {
            // The session ends because of it; the facts below still stand.
        }

        if (transferred is not null)
        {
            await _live.NoteAsync(
                "session.transfer", cause is null ? FactOutcome.Success : FactOutcome.Unknown,
                Members.Of(
                    ("channel", (long)record), ("class", program.Class),
                    ("bytes_up", (long)transferred.Up.Bytes), ("bytes_down", (long)transferred.Down.Bytes),
                    ("sha256_up", Convert.ToHexStringLower(transferred.Up.Sha256.Span)),
                    ("sha256_down", Convert.ToHexStringLower(transferred.Down.Sha256.Span))),
                Members.None, ct);
        }

        await _live.NoteAsync(
            "session.channel_closed", program.Ended ? FactOutcome.Success : FactOutcome.Unknown,
            Members.Of(
                ("channel", (long)record), ("exit", (long?)program.ExitStatus), ("signal", program.ExitSignal),
                ("bytes_up", channel.FromClient.Bytes), ("bytes_down", channel.FromTarget.Bytes), ("cause", cause)),
            Members.None, ct);
    }

    async ValueTask<Transferred?> CloseTapAsync(ChannelTap tap, uint record, ChannelClosed closed, CancellationToken ct)
    {
        using (tap)
        {
            var transferred = await tap.CompleteAsync(ct);
            await _live.Recorder.WriteAsync(RecordKind.ChannelClosed, record, closed.ToBytes(), ct);
            return transferred;
        }
    }

    static ReadOnlyMemory<byte> CommandIn(ReadOnlyMemory<byte> rest)
    {
        var reader = new SshReader(rest.Span);
        var length = reader.String().Length;
        reader.Finish();
        return rest.Slice(4, length);
    }
}
