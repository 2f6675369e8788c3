using AccessAudit.Journal;

namespace AccessAudit.Web.Pages.Sessions;

/// <summary>Which entries a story tells, and in which phase each stands.</summary>
static class StoryKinds
{
    // The recording's segments are summed up when it is sealed; who searched is told by the search for searches.
    static readonly string[] LeftOut = ["audit.searched", "recording.segment_sealed", "session.channel_opened"];

    static readonly string[] Openings =
    [
        "otp.verified", "otp.failed", "otp.locked", "otp.reused", "grant.activated", "session.requested",
        "session.refused", "secret.injected", "session.started", "target.host_key_changed",
    ];

    static readonly string[] Ends = ["session.ended", "session.lost", "recording.sealed", "grant.ended"];

    internal static IReadOnlyList<string> Told { get; } =
        [.. Catalogue.All.Select(kind => kind.Name).Except(LeftOut, StringComparer.Ordinal)];

    /// <summary>Acts on a system: what "who touched what" counts.</summary>
    internal static IReadOnlyList<string> Acts { get; } =
    [
        "session.started", "session.command", "session.transfer", "session.channel_refused", "session.forward_refused",
    ];

    internal static StoryPhase PhaseOf(string kind) =>
        kind == "recording.played" ? StoryPhase.Since
        : Ends.Contains(kind, StringComparer.Ordinal) ? StoryPhase.End
        : Openings.Contains(kind, StringComparer.Ordinal) ? StoryPhase.Opening
        : kind.StartsWith("session.", StringComparison.Ordinal) || kind == "grant.extended" ? StoryPhase.During
        : StoryPhase.Before;
}
