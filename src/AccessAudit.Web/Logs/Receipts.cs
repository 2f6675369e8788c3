using AccessAudit.Search.Index;

namespace AccessAudit.Web.Logs;

/// <summary>
/// Where the log proves what a page states. It asks the index, which follows the log by a moment: an entry that is not
/// there yet is shown as pending, never guessed.
/// </summary>
sealed class Receipts(IAuditIndex index)
{
    /// <summary>The entries of one request's story by their event id. The caller has checked that the reader may see the
    /// request; only numbers and hashes of it are shown to them.</summary>
    internal async Task<IReadOnlyDictionary<string, AuditHit>> OfRequestAsync(
        string client, string request, string locale, CancellationToken ct)
    {
        var page = await index.SearchAsync(
            new AuditQuery { Client = client, Request = request, Locale = locale, Limit = 200 }, ct);
        return page.Items.ToDictionary(hit => hit.Id, StringComparer.Ordinal);
    }
}

static class Hashes
{
    /// <summary><c>7c41 9be0 … e09b 2d6f</c>: enough to recognise, whole on the entry's own page.</summary>
    internal static string Short(string hex) => hex.Length < 16
        ? hex
        : $"{hex[..4]} {hex[4..8]} … {hex[^8..^4]} {hex[^4..]}";

    /// <summary>Groups of four, never shortened: to be compared.</summary>
    internal static string Grouped(string text) => string.Join(' ', text.Chunk(4).Select(group => new string(group)));
}
