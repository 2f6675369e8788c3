using System.Globalization;
using AccessAudit.Grants;
using AccessAudit.Refusals;
using AccessAudit.Search.Index;
using AccessAudit.Sessions;
using AccessAudit.Web.Wording;

namespace AccessAudit.Web.Pages.Sessions;

/// <summary>
/// Turns index entries into lines that are read at a glance; what it has no short words for keeps the catalogue's sentence.
/// </summary>
sealed class StoryTeller(Words w, DateTimeOffset now)
{
    internal IReadOnlyList<StoryStep> Tell(IReadOnlyList<AuditHit> hits)
    {
        // A channel's end belongs to the program that ran in it.
        var ends = hits.Where(hit => hit.Kind == "session.channel_closed" && Member(hit, "channel") is not null)
            .ToLookup(hit => Member(hit, "channel")!, StringComparer.Ordinal);
        List<StoryStep> steps = [];
        foreach (var hit in hits.Where(hit => hit.Kind != "session.channel_closed"))
        {
            var end = hit.Kind == "session.command" && Member(hit, "channel") is { } channel
                ? ends[channel].FirstOrDefault()
                : null;
            var step = Tell(hit, end);
            steps.Add(steps is [.., var before] ? step with { Phase = After(before.Phase, step.Phase) } : step);
        }

        return steps;
    }

    // A story never goes back: an extension asked for during the session belongs there, what follows the end came since.
    static StoryPhase After(StoryPhase reached, StoryPhase own) =>
        own >= reached ? own : reached == StoryPhase.End ? StoryPhase.Since : reached;

    internal StoryStep Tell(AuditHit hit, AuditHit? end = null) => new(
        hit, StoryKinds.PhaseOf(hit.Kind), IconOf(hit.Kind), Title(hit), CommandOf(hit), Detail(hit, end), end?.LogIndex,
        IsOdd(hit));

    static bool IsOdd(AuditHit hit) => hit.Kind switch
    {
        "session.ended" => Cause(hit) is SessionEnd.RecordingFailed or SessionEnd.LedgerUnavailable or SessionEnd.Error,
        "session.lost" or "target.host_key_changed" or "integrity.alarm" or "otp.locked" => true,
        _ => hit.Outcome == "failure",
    };

    static string? CommandOf(AuditHit hit) => hit.Kind switch
    {
        "session.command" when Class(hit) is not ("shell" or "sftp") => Member(hit, "command"),
        "session.channel_refused" or "session.forward_refused" =>
            string.Join(' ', new[] { Member(hit, "name"), Member(hit, "what") }.OfType<string>()) is { Length: > 0 } named
                ? named
                : null,
        _ => null,
    };

    static string IconOf(string kind) => kind switch
    {
        "request.submitted" => "send",
        "request.questioned" or "request.answered" => "message-circle-question-mark",
        "approval.approved" or "approval.refused" => "stamp",
        "grant.scheduled" or "grant.activated" => "calendar",
        "grant.extended" => "history",
        "otp.verified" or "otp.reused" or "secret.injected" => "key",
        "session.requested" => "log-in",
        "session.started" => "circle-dot",
        "session.command" => "terminal",
        "session.transfer" => "file-input",
        "session.ended" or "grant.ended" => "log-out",
        "recording.sealed" => "lock",
        "recording.played" => "eye",
        "session.kill_requested" or "session.channel_refused" or "session.forward_refused" or "session.refused"
            or "otp.failed" or "otp.locked" => "ban",
        "session.lost" or "target.host_key_changed" => "circle-x",
        _ => "info",
    };

    string? Title(AuditHit hit) => hit.Kind switch
    {
        "session.command" => Class(hit) switch
        {
            "shell" => w["story.shell"],
            "sftp" => w["story.sftp"],
            _ => Member(hit, "command") is null ? w["story.erased"] : null,
        },
        "request.submitted" or "request.questioned" or "request.answered" or "approval.approved" or "grant.scheduled"
            or "grant.activated" or "grant.extended" or "grant.ended" or "otp.verified" or "otp.failed" or "otp.reused"
            or "session.requested" or "session.refused" or "secret.injected" or "session.started" or "session.transfer"
            or "session.channel_refused" or "session.forward_refused" or "session.kill_requested" or "session.ended"
            or "session.lost" or "recording.sealed" or "recording.played" => w.Say($"story.{hit.Kind}", hit.Actor),
        _ => hit.Text,
    };

    string? Detail(AuditHit hit, AuditHit? end) => hit.Kind switch
    {
        "request.submitted" => Joined(
            Member(hit, "reason"), Member(hit, "ticket") is { } ticket ? w.Say("request.ticket", ticket) : null,
            Minutes(hit)),
        "request.questioned" or "request.answered" => Member(hit, "text"),
        "approval.approved" => Joined(w["story.with_code"], Minutes(hit)),
        "grant.scheduled" => Instant(hit, "opens_at") is { } opens && Instant(hit, "closes_at") is { } closes
            ? w.Span(opens, closes, now)
            : null,
        "grant.extended" => Instant(hit, "closes_at") is { } until ? w.Say("grant.until", w.Moment(until, now)) : null,
        "grant.ended" => Enum.TryParse<GrantEnd>(Plain(Member(hit, "reason")), ignoreCase: true, out var why)
            ? w.Of(why)
            : null,
        "session.refused" => Member(hit, "code") is { } code ? RefusalTexts.Say(new Refusal(code), w.Locale) : null,
        "secret.injected" => w["story.secret_text"],
        "session.started" => Number(hit, "recipients") is { } keys ? w.Count("story.recipients", keys) : null,
        "session.command" => Joined(Class(hit) == "shell" ? w["story.shell_text"] : null, Exit(end)),
        "session.transfer" => Joined(
            Number(hit, "bytes_up") is { } up ? w.Say("story.up", w.Bytes(up)) : null,
            Number(hit, "bytes_down") is { } down ? w.Say("story.down", w.Bytes(down)) : null),
        "session.kill_requested" => Member(hit, "reason"),
        "session.ended" => Joined(
            Cause(hit) is { } cause ? w.Of(cause) : null,
            Number(hit, "seconds") is { } seconds
                ? w.Say("story.after", Words.Length(TimeSpan.FromSeconds(seconds)))
                : null),
        "recording.sealed" => Joined(
            Number(hit, "count") is { } count ? w.Count("story.segments", count) : null,
            Number(hit, "total_bytes") is { } bytes ? w.Bytes(bytes) : null),
        "recording.played" => Member(hit, "purpose"),
        _ => null,
    };

    string? Exit(AuditHit? end) => end is null ? null
        : Number(end, "exit") is { } status ? w.Say("story.exit", status.ToString(CultureInfo.InvariantCulture))
        : Member(end, "signal") is { } signal ? w.Say("story.signal", signal)
        : null;

    string? Minutes(AuditHit hit) =>
        Number(hit, "minutes") is { } minutes ? w.Say("request.for", Words.Length((int)minutes)) : null;

    static SessionEnd? Cause(AuditHit hit) =>
        Enum.TryParse<SessionEnd>(Plain(Member(hit, "cause")), ignoreCase: true, out var cause) ? cause : null;

    static string? Class(AuditHit hit) => Member(hit, "class");

    static string? Joined(params string?[] parts) =>
        string.Join(" · ", parts.OfType<string>().Where(part => part.Length > 0)) is { Length: > 0 } all ? all : null;

    static string? Plain(string? word) => word?.Replace("_", "", StringComparison.Ordinal);

    static string? Member(AuditHit hit, string name) => hit.Members.GetValueOrDefault(name);

    static long? Number(AuditHit hit, string name) =>
        long.TryParse(Member(hit, name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    static DateTimeOffset? Instant(AuditHit hit, string name) =>
        DateTimeOffset.TryParse(Member(hit, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;
}
