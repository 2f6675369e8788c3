using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using AccessAudit.Refusals;
using AccessAudit.State;
using Microsoft.AspNetCore.WebUtilities;

namespace AccessAudit.Web.Api;

/// <summary>A page; <paramref name="Next"/> is the cursor of the following one, null on the last.</summary>
sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>
/// <c>?cursor=&amp;limit=</c> over rows in time, newest first. A cursor names the last row seen (instant and id), so
/// that rows
/// that arrive meanwhile neither repeat nor hide others.
/// </summary>
sealed record PageAsk(int Limit, DateTimeOffset? Before, string? LastId)
{
    const int DefaultLimit = 50;
    const int MaxLimit = 200;

    // More rows than this in one millisecond, across a page's edge, would hide the rest of that millisecond.
    const int SameInstant = 100;

    internal static Answer<PageAsk> Read(string? cursor, string? limit)
    {
        var count = DefaultLimit;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count)
            || count is < 1 or > MaxLimit))
        {
            return new Refusal("query.limit", "1", MaxLimit.ToString(CultureInfo.InvariantCulture));
        }

        if (string.IsNullOrEmpty(cursor))
        {
            return new PageAsk(count, null, null);
        }

        return TryDecode(cursor, out var before, out var id)
            ? new PageAsk(count, before, id)
            : new Refusal("query.cursor");
    }

    /// <param name="at">The instant by which the rows are ordered.</param>
    /// <param name="id">Tells apart rows of one instant.</param>
    internal async Task<(IReadOnlyList<T> Rows, string? Next)> OfAsync<T>(
        IRows rows, Expression<Func<T, bool>> where, Expression<Func<T, DateTimeOffset>> at, Func<T, string> id)
        where T : class, IRow
    {
        var instant = at.Compile();
        if (Before is { } before)
        {
            where = where.And(Expression.Lambda<Func<T, bool>>(
                Expression.LessThanOrEqual(at.Body, Expression.Constant(before)), at.Parameters));
        }

        var found = await rows.ListAsync(where, at, descending: true, Limit + 1 + SameInstant);
        List<T> page =
        [
            .. found.OrderByDescending(instant).ThenBy(id, StringComparer.Ordinal)
                .SkipWhile(row => instant(row) == Before && string.CompareOrdinal(id(row), LastId) <= 0)
                .Take(Limit + 1),
        ];
        if (page.Count <= Limit)
        {
            return (page, null);
        }

        page.RemoveAt(Limit);
        return (page, Encode(instant(page[^1]), id(page[^1])));
    }

    static string Encode(DateTimeOffset at, string id) => WebEncoders.Base64UrlEncode(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks}/{id}")));

    static bool TryDecode(string cursor, out DateTimeOffset before, out string id)
    {
        (before, id) = (default, "");
        try
        {
            var text = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor));
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0
                || !long.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                || ticks > DateTime.MaxValue.Ticks)
            {
                return false;
            }

            (before, id) = (new DateTimeOffset(ticks, TimeSpan.Zero), text[(slash + 1)..]);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
