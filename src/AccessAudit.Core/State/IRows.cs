using System.Linq.Expressions;

namespace AccessAudit.State;

/// <summary>The rows of <see cref="IStore"/>, typed by Core's own records. Each row's key starts with its organization.</summary>
public interface IRows
{
    /// <summary>The row with this primary key (the record's key members in their declared order), or null.</summary>
    Task<T?> FindAsync<T>(params object[] key) where T : class, IRow;

    /// <summary>The rows that satisfy <paramref name="where"/>, newest key order unspecified; at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<T>> ListAsync<T>(Expression<Func<T, bool>> where, int limit = 10_000) where T : class, IRow;

    /// <summary>As <see cref="ListAsync{T}(Expression{Func{T, bool}}, int)"/>, ordered, descending when asked.</summary>
    Task<IReadOnlyList<T>> ListAsync<T, TKey>(
        Expression<Func<T, bool>> where, Expression<Func<T, TKey>> orderBy, bool descending, int limit)
        where T : class, IRow;

    /// <summary>
    /// A text that is another one once any of these rows was added or changed: how many there are, and the sum of their
    /// versions (rows without one are only counted). The database counts; no row is read out.
    /// </summary>
    Task<string> MarkAsync<T>(Expression<Func<T, bool>> where) where T : class, IRow;
}

/// <summary>One write transaction: reads, row changes and journal facts that commit together.</summary>
public interface IWork : IRows
{
    void Add<T>(T row) where T : class, IRow;

    /// <summary>Replaces the row with the same key. Rows with a version are compared and set on it.</summary>
    void Replace<T>(T row) where T : class, IRow;

    void Remove<T>(T row) where T : class, IRow;

    /// <summary>Puts one fact into the client's journal, in call order, within this transaction. Returns its event id.</summary>
    string Record(Journal.Fact fact);

    /// <summary>What this transaction has recorded so far.</summary>
    IReadOnlyList<EntryRef> Recorded { get; }
}

/// <summary>A record that the store keeps. The first member of its key is the organization it belongs to.</summary>
public interface IRow;

/// <summary>A row that is changed by compare-and-set on <see cref="Version"/>, which the store increments.</summary>
public interface IVersionedRow : IRow
{
    int Version { get; }
}
