using System.Linq.Expressions;
using AccessAudit.Journal;
using AccessAudit.State;

namespace AccessAudit.Web.Calls;

/// <summary>A transaction that remembers which of its entries must be under a signed head before the act is
/// told.</summary>
sealed class WatchedWork(IWork inner) : IWork
{
    readonly List<EntryRef> _beforeAct = [];

    internal IReadOnlyList<EntryRef> BeforeAct => _beforeAct;

    public IReadOnlyList<EntryRef> Recorded => inner.Recorded;

    public string Record(Fact fact)
    {
        var id = inner.Record(fact);
        if (Catalogue.Find(fact.Kind) is { LogBeforeAct: true })
        {
            _beforeAct.Add(new EntryRef(fact.Client, id));
        }

        return id;
    }

    public void Add<T>(T row) where T : class, IRow => inner.Add(row);

    public void Replace<T>(T row) where T : class, IRow => inner.Replace(row);

    public void Remove<T>(T row) where T : class, IRow => inner.Remove(row);

    public Task<T?> FindAsync<T>(params object[] key) where T : class, IRow => inner.FindAsync<T>(key);

    public Task<IReadOnlyList<T>> ListAsync<T>(Expression<Func<T, bool>> where, int limit = 10_000)
        where T : class, IRow => inner.ListAsync(where, limit);

    public Task<IReadOnlyList<T>> ListAsync<T, TKey>(
        Expression<Func<T, bool>> where, Expression<Func<T, TKey>> orderBy, bool descending, int limit)
        where T : class, IRow => inner.ListAsync(where, orderBy, descending, limit);

    public Task<string> MarkAsync<T>(Expression<Func<T, bool>> where) where T : class, IRow =>
        inner.MarkAsync(where);
}
