using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Channels;

/// <summary>
/// The one program of a session channel (RFC 4254 section 6.5): asked for, running, ended. Only one start may be under
/// way or have succeeded; after a failed one the client may try another, as PuTTY does for sftp.
/// </summary>
sealed class ChannelProgram
{
    enum Stage
    {
        None,
        Asked,
        Running,
    }

    Stage _stage;

    /// <summary>Set by pty-req before the start.</summary>
    public Terminal? Terminal { get; private set; }

    public bool HasTerminal => Terminal is not null;

    public bool Runs => _stage == Stage.Running;

    public bool MayStart => _stage == Stage.None;

    /// <summary>One of <see cref="CommandClass"/>.</summary>
    public string Class { get; private set; } = CommandClass.Shell;

    /// <summary>The channel's number in recording and journal; a second start gets a new one.</summary>
    public uint Record { get; private set; }

    /// <summary>Null while nothing was started.</summary>
    public ChannelTap? Tap { get; private set; }

    public uint? ExitStatus { get; set; }

    public string? ExitSignal { get; set; }

    public bool Ended => ExitStatus is not null || ExitSignal is not null;

    public void Prepare(Terminal terminal) => Terminal = terminal;

    public void Number(uint record) => Record = record;

    public void Start(string commandClass, ChannelTap tap)
    {
        Class = commandClass;
        Tap = tap;
        _stage = Stage.Asked;
    }

    /// <summary>The target's answer to the start; returns the tap to close when it was a no.</summary>
    public ChannelTap? Answered(bool success)
    {
        var tap = Tap;
        _stage = success ? Stage.Running : Stage.None;
        Tap = success ? tap : null;
        return success ? null : tap;
    }

    /// <summary>The tap for data that passes now; without a program there is no data.</summary>
    public ChannelTap TapForData() =>
        Tap ?? throw new SshProtocolException("data came before a program was started");

    /// <summary>Takes the tap for closing it.</summary>
    public ChannelTap? Finish()
    {
        var tap = Tap;
        Tap = null;
        return tap;
    }
}

/// <param name="Term">Escaped; for the recording.</param>
sealed record Terminal(string Term, uint Columns, uint Rows);
