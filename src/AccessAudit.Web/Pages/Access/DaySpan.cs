namespace AccessAudit.Web.Pages.Access;

/// <summary>A bar of the day strip. <paramref name="Kind"/>: <c>past</c>, <c>ready</c>, <c>active</c> or <c>asked</c>.</summary>
public sealed record DaySpan(string Label, DateTimeOffset From, DateTimeOffset To, string Kind);
