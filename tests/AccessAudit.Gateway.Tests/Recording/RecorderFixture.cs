using System.Text;
using AccessAudit.Gateway.Recording;
using AccessAudit.Sealing.Age;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Tests.Recording;

/// <summary>A client's key, a shelf in a temporary folder, and the session s1 on it.</summary>
public abstract class RecorderFixture : IDisposable
{
    protected const string Session = "s1";

    protected AgeIdentity Client { get; } = AgeIdentity.Generate();

    protected string Root { get; } = Directory.CreateTempSubdirectory("shelf-").FullName;

    protected string Folder => Path.Combine(Root, Session);

    protected RecordingShelf Shelf => new(Root);

    protected List<SealedSegment> Told { get; } = [];

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Client.Dispose();
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected RecorderOptions Options(Func<SealedSegment, CancellationToken, Task>? onSealed = null) => new()
    {
        Folder = Folder,
        Session = Session,
        Recipients = [Client.Recipient],
        SegmentAge = TimeSpan.FromMinutes(10),
        OnSealed = onSealed ?? Tell,
    };

    protected Task Tell(SealedSegment segment, CancellationToken ct)
    {
        Told.Add(segment);
        return Task.CompletedTask;
    }

    protected List<RecordedChunk> ReadBack()
    {
        using var source = RecordingSource.Open(Folder);
        return [.. RecordingReader.Read(source, [Client])];
    }

    protected static string Text(IEnumerable<RecordedChunk> chunks) =>
        string.Concat(chunks.Select(c => Encoding.UTF8.GetString(c.Data.Span)));

    protected static ValueTask Print(SessionRecorder recorder, string text) =>
        recorder.WriteAsync(RecordKind.StandardOutput, 1, Encoding.UTF8.GetBytes(text), Ct);
}
