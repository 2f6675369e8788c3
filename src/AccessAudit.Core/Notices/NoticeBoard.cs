using System.Globalization;
using System.Resources;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Notices;

/// <summary>One's own notices: what they say, which are new, and that they have been seen.</summary>
public static class NoticeBoard
{
    const int LongestArgument = 300;
    static readonly ResourceManager Texts = new("AccessAudit.Notices.NoticeTexts", typeof(NoticeBoard).Assembly);

    /// <summary>Every kind that is ever told.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "request.submitted", "extension.submitted", "request.questioned", "request.answered", "request.withdrawn",
        "request.lapsing", "request.expired", "approval.approved", "approval.refused",
        "grant.ending", "grant.expired", "grant.revoked", "grant.scope_changed",
        "session.started", "session.ended", "gatekeeper.opened", "gatekeeper.closed", "gatekeeper.lapsed",
        "authenticator.enrolled", "authenticator.allowed", "authenticator.reset", "recovery.used",
        "proposal.made", "proposal.accepted", "proposal.refused", "proposal.withdrawn", "proposal.expired",
        "proposal.overtaken",
    ];

    /// <summary>The notice in French or English; what people typed cannot steer what it is shown on.</summary>
    public static string Say(Notice notice, string locale) =>
        Texts.GetString(notice.Kind, CultureInfo.GetCultureInfo(locale == "fr" ? "fr" : "en")) is { } template
            ? RefusalTexts.Fill(template, notice.Arguments, LongestArgument)
            : notice.Kind;

    /// <summary>This person's notices, newest first.</summary>
    public static Task<IReadOnlyList<Notice>> OfAsync(IRows rows, Person person, bool unseen, int limit)
    {
        var (organization, id) = (person.Organization, person.Id);
        return rows.ListAsync<Notice, DateTimeOffset>(
            row => row.Organization == organization && row.Person == id && (!unseen || row.SeenAt == null),
            row => row.At, descending: true, limit);
    }

    /// <summary>Marks some of one's own notices as seen, or all of them; returns how many were new.</summary>
    /// <param name="ids">Null = all. Those that are not one's own are passed over.</param>
    public static async Task<int> SeenAsync(IWork work, Person person, IReadOnlyList<string>? ids, DateTimeOffset now)
    {
        var fresh = await OfAsync(work, person, unseen: true, limit: 10_000);
        var seen = fresh.Where(notice => ids?.Contains(notice.Id, StringComparer.Ordinal) ?? true).ToList();
        foreach (var notice in seen)
            work.Replace(notice with { SeenAt = now });
        return seen.Count;
    }
}
