namespace AccessAudit.Search.Index;

/// <summary>
/// The index that answers "who touched which data". It is a projection of the logs: rebuilt from zero by one command,
/// never asked for permission, and never evidence. Two implementations: embedded (SQLite FTS5) and Elasticsearch.
/// </summary>
public interface IAuditIndex
{
    /// <summary>The next log index this client's documents lack; 0 when it holds none.</summary>
    Task<long> NextIndexAsync(string client, CancellationToken ct);

    /// <summary>Adds documents in log order; one that is already there is replaced by the same content.</summary>
    Task AddAsync(IReadOnlyList<AuditDocument> documents, CancellationToken ct);

    /// <summary>Forgets everything; the next projection starts from zero.</summary>
    Task ClearAsync(CancellationToken ct);

    /// <summary>Newest first. The caller has checked that the reader may see <see cref="AuditQuery.Client"/>.</summary>
    /// <exception cref="FormatException">The cursor is not one that an earlier page gave.</exception>
    Task<AuditPage> SearchAsync(AuditQuery query, CancellationToken ct);

    /// <summary>People by targets: the same filters, counted instead of listed; cursor, order and limit do not matter.</summary>
    Task<IReadOnlyList<AuditCell>> CrossAsync(AuditQuery query, CancellationToken ct);

    /// <summary>To compare with the log's own count: <c>ILogReader.CountAsync</c>.</summary>
    /// <param name="size">Only log indexes below it.</param>
    /// <param name="until">Exclusive.</param>
    Task<AuditCount> CountAsync(
        string client, long size, DateTimeOffset from, DateTimeOffset until, CancellationToken ct);
}
