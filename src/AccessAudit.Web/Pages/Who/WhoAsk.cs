using System.Globalization;
using AccessAudit.Search.Index;
using AccessAudit.Web.Pages.Sessions;
using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.Pages.Who;

/// <summary>The question as its address says it; what makes no sense is as if it had not been asked.</summary>
/// <param name="What"><c>data:CODE</c>, <c>system:ID</c>, or empty for every system.</param>
/// <param name="Person">A pseudonym of the log, or empty for everybody.</param>
/// <param name="To">The last day, included.</param>
/// <param name="CellBy">The matrix cell that is open: its person's pseudonym and its system's id.</param>
sealed record WhoAsk(
    string What, string Person, string Words, DateOnly From, DateOnly To, string CellBy, string CellTarget, string? Cursor)
{
    const int LongestTerm = 200;
    const int Days = 14;

    internal string? Data => What.StartsWith("data:", StringComparison.Ordinal) ? What[5..] : null;

    internal string? System => What.StartsWith("system:", StringComparison.Ordinal) ? What[7..] : null;

    internal bool HasCell => CellBy.Length > 0 && CellTarget.Length > 0;

    internal DateTimeOffset Begins => Wording.Words.FromWall(From.ToDateTime(TimeOnly.MinValue));

    internal DateTimeOffset Ends => Wording.Words.FromWall(To.AddDays(1).ToDateTime(TimeOnly.MinValue));

    internal static WhoAsk Read(IQueryCollection query, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(Wording.Words.Local(now).Date);
        var to = Day(query["to"]) ?? today;
        var from = Day(query["from"]) ?? to.AddDays(1 - Days);
        return new(
            Term(query["what"]), Term(query["person"]), Term(query["q"]), from <= to ? from : to, from <= to ? to : from,
            Term(query["by"]), Term(query["on"]), Term(query["cursor"]) is { Length: > 0 } cursor ? cursor : null);
    }

    /// <summary>The acts of the matrix; <paramref name="cell"/> narrows them to the open cell.</summary>
    internal AuditQuery Query(string client, string locale, bool cell) => new()
    {
        Client = client,
        Kinds = StoryKinds.Acts,
        Text = Words.Length > 0 ? Words : null,
        Actor = cell && HasCell ? CellBy : Person.Length > 0 ? Person : null,
        Target = cell && HasCell ? CellTarget : System,
        DataClass = Data,
        From = Begins,
        To = Ends,
        Locale = locale,
        Cursor = cell ? Cursor : null,
    };

    /// <summary>The address of the same question, with another cell or page.</summary>
    internal string Address(string by = "", string on = "", string? cursor = null) => "/who" + QueryString.Create(
        new (string Name, string? Value)[]
        {
            ("what", What), ("person", Person), ("q", Words), ("from", Write(From)), ("to", Write(To)), ("by", by),
            ("on", on), ("cursor", cursor),
        }.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => KeyValuePair.Create(part.Name, part.Value)));

    internal static string Write(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 2000 and < 2100
            ? day
            : null;

    static string Term(string? text) =>
        text is null || text.Length > LongestTerm || text.Any(char.IsControl) ? "" : text.Trim();
}
