using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AccessAudit.Measuring;

/// <summary>
/// The one source of spans and the one meter of this product; the host decides whether anybody listens. Nothing is decided
/// from what is measured, and no name, address, target or text of anybody is an attribute: ids, counts, outcomes only.
/// </summary>
public static class Telemetry
{
    /// <summary>Of the source and of the meter.</summary>
    public const string Name = "AccessAudit";

    /// <summary>Attribute of a span or of a link: where in its client's log an entry stands.</summary>
    public const string LogIndex = "accessaudit.log.index";

    /// <summary>Attribute of a span: how many entries it moved.</summary>
    public const string Entries = "accessaudit.entries";

    /// <summary>Attribute of a measurement: <c>ssh</c> and the like.</summary>
    public const string Protocol = "accessaudit.protocol";

    /// <summary>Attribute: the stable code of a refusal, or <c>ok</c>.</summary>
    public const string Outcome = "accessaudit.outcome";

    public static ActivitySource Spans { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);

    /// <summary>The current span as W3C writes it (<c>traceparent</c>), when somebody records it.</summary>
    public static string? TraceParent => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;

    /// <summary>A link to a span that was kept as <c>traceparent</c>; null when it cannot be read.</summary>
    public static ActivityLink? LinkTo(string? traceParent, params ReadOnlySpan<KeyValuePair<string, object?>> attributes) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var context)
            ? new ActivityLink(context, new ActivityTagsCollection(attributes.ToArray()))
            : null;

    /// <summary>A span that is nobody's child: it serves many, and links to each.</summary>
    public static Activity? StartApart(string name)
    {
        var ambient = Activity.Current;
        Activity.Current = null;
        var span = Spans.StartActivity(name);
        Activity.Current = ambient;
        return span;
    }
}
