using System.Net;
using AccessAudit.Gateway.Admission;
using AccessAudit.Gateway.Recording;
using AccessAudit.Journal;
using AccessAudit.Sealing.Age;
using AccessAudit.Sealing.Recordings;
using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Ssh.Tests.Support;

/// <summary>A session without a database: the recording is real, the journal is a list.</summary>
sealed class TestSession : ILiveSession
{
    readonly CancellationTokenSource _cut = new();
    // Outlives the session: the recording is read after it.
    readonly AgeIdentity _identity = AgeIdentity.Generate();
    readonly List<(string Kind, FactOutcome Outcome, Members Details, Members Content)> _facts = [];
    readonly TaskCompletionSource<SessionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly string _folder;
    bool _recorderFailed;

    public TestSession(string? recordings = null)
    {
        _folder = recordings ?? Directory.CreateTempSubdirectory("accessaudit-recording-").FullName;
        Recorder = SessionRecorder.Start(new()
        {
            Folder = Path.Combine(_folder, Id),
            Session = Id,
            Recipients = [_identity.Recipient],
            OnSealed = (_, _) => Task.CompletedTask,
        });
    }

    public string Id { get; } = State.Ids.New();
    public string Client => "client0001";
    public string Host { get; init; } = IPAddress.Loopback.ToString();
    public int Port { get; init; }
    public IReadOnlyList<string> HostKeys { get; init; } = [];
    public string TargetTitle => "acme-db1";
    public string Account { get; init; } = Environment.UserName;
    public DateTimeOffset ClosesAt { get; set; } = DateTimeOffset.UtcNow.AddHours(1);
    public string Locale { get; init; } = "en";
    public SessionRecorder Recorder { get; }
    public CancellationToken Cut => _cut.Token;
    public SessionEnd CutReason { get; private set; }
    public string CutText => "the access was revoked";
    public bool Allowed { get; set; } = true;
    public byte[]? Credential { get; init; }
    public bool Started { get; private set; }

    public Task<SessionEnd> Ended => _ended.Task;

    /// <summary>As by a full disk.</summary>
    public async Task FailRecorderAsync()
    {
        _recorderFailed = true;
        await Recorder.DisposeAsync();
    }

    public void CutNow(SessionEnd reason)
    {
        CutReason = reason;
        _cut.Cancel();
    }

    public Task<byte[]?> ReleaseCredentialAsync(CancellationToken ct) => Task.FromResult(Credential?.ToArray());

    public Task<bool> StartAsync(CancellationToken ct)
    {
        Started = true;
        return Task.FromResult(true);
    }

    public Task<bool> StillAllowedAsync(CancellationToken ct) => Task.FromResult(Allowed);

    public Task NoteAsync(string kind, FactOutcome outcome, Members details, Members content, CancellationToken ct)
    {
        Assert.NotNull(Catalogue.Find(kind));
        lock (_facts)
        {
            _facts.Add((kind, outcome, details, content));
        }

        return Task.CompletedTask;
    }

    public async Task EndAsync(SessionEnd cause, CancellationToken ct)
    {
        if (_ended.TrySetResult(cause))
        {
            await Recorder.CloseAsync(ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_recorderFailed)
        {
            await Recorder.DisposeAsync();
        }

        _cut.Dispose();
    }

    public IReadOnlyList<(string Kind, FactOutcome Outcome, Members Details, Members Content)> Facts(string kind)
    {
        lock (_facts)
        {
            return [.. _facts.Where(fact => fact.Kind == kind)];
        }
    }

    public IReadOnlyList<string> Kinds
    {
        get
        {
            lock (_facts)
            {
                return [.. _facts.Select(fact => fact.Kind)];
            }
        }
    }

    /// <summary>The whole recording, opened with the client's key; the session must have ended.</summary>
    public IReadOnlyList<RecordedChunk> Recorded()
    {
        using var source = RecordingSource.Open(Path.Combine(_folder, Id));
        return [.. RecordingReader.Read(source, [_identity])];
    }

    public byte[] Recorded(RecordKind kind, uint channel = 1) =>
        [.. Recorded().Where(chunk => chunk.Kind == kind && chunk.Channel == channel).SelectMany(c => c.Data.ToArray())];
}
