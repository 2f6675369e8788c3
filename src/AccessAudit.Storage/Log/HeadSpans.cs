using System.Diagnostics;
using AccessAudit.Measuring;

namespace AccessAudit.Storage.Log;

/// <summary>
/// What a watcher may know of one transaction of the sequencer: a span for each head, linked to the span in which each of
/// its entries was decided, with the entry's place in the log on the link. Told only once the transaction is committed.
/// </summary>
sealed class HeadSpans(TimeProvider clock) : IDisposable
{
    readonly List<(Activity? Span, IReadOnlyList<Moved> Moved)> _signed = [];
    Activity? _current;
    bool _isCommitted;

    /// <summary>Begins the next head's span; its <c>traceparent</c>, when somebody records it.</summary>
    public string? Begin()
    {
        _current = Telemetry.StartApart("accessaudit.head");
        return _current is { Recorded: true } span ? span.Id : null;
    }

    public void Signed(IReadOnlyList<Moved> moved)
    {
        _signed.Add((_current, moved));
        _current = null;
    }

    public void Failed()
    {
        _current?.SetStatus(ActivityStatusCode.Error).Dispose();
        _current = null;
    }

    /// <summary>The transaction begins anew: what was signed in the one before was rolled back.</summary>
    public void Forget()
    {
        Failed();
        foreach (var (span, _) in _signed)
            span?.SetStatus(ActivityStatusCode.Error).Dispose();
        _signed.Clear();
    }

    public void Committed()
    {
        _isCommitted = true;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var (span, moved) in _signed)
        {
            foreach (var entry in moved)
            {
                if (entry.At > 0)
                    Instruments.CommitToHead.Record(Math.Max(0, now - entry.At) / 1000d);
                if (span is not null && Telemetry.LinkTo(
                    entry.TraceParent, KeyValuePair.Create(Telemetry.LogIndex, (object?)entry.Index)) is { } link)
                    span.AddLink(link);
            }

            if (moved.Count > 0)
                span?.SetTag(Telemetry.Entries, moved.Count).SetTag(Telemetry.LogIndex, moved[^1].Index);
            span?.Dispose();
        }
    }

    public void Dispose()
    {
        if (!_isCommitted)
            Forget();
    }
}
