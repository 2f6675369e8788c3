using System.Linq.Expressions;
using AccessAudit.State;
using Microsoft.EntityFrameworkCore;

namespace AccessAudit.Storage.Rows;

/// <summary>Reading rows; each answer is a value of its own that nothing tracks.</summary>
class Rows(AccessAuditDb db, CancellationToken ct) : IRows
{
    protected AccessAuditDb Db => db;

    protected CancellationToken Cancelled => ct;

    public async Task<T?> FindAsync<T>(params object[] key) where T : class, IRow
    {
        await BeforeReadAsync();
        var row = await db.FindAsync<T>(key, ct);
        db.ChangeTracker.Clear();
        return row;
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(Expression<Func<T, bool>> where, int limit = 10_000)
        where T : class, IRow
    {
        await BeforeReadAsync();
        return await db.Set<T>().Where(where).Take(limit).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<T>> ListAsync<T, TKey>(
        Expression<Func<T, bool>> where, Expression<Func<T, TKey>> orderBy, bool descending, int limit)
        where T : class, IRow
    {
        await BeforeReadAsync();
        var found = db.Set<T>().Where(where);
        var ordered = descending ? found.OrderByDescending(orderBy) : found.OrderBy(orderBy);
        return await ordered.Take(limit).ToListAsync(ct);
    }

    public async Task<string> MarkAsync<T>(Expression<Func<T, bool>> where) where T : class, IRow
    {
        await BeforeReadAsync();
        var rows = db.Set<T>().Where(where);
        if (!typeof(T).IsAssignableTo(typeof(IVersionedRow)))
            return $"{await rows.LongCountAsync(ct)}";
        var mark = await rows.GroupBy(_ => 1)
            .Select(all => new
            {
                Count = all.LongCount(),
                Versions = all.Sum(row => (long)EF.Property<int>(row, nameof(IVersionedRow.Version))),
            })
            .FirstOrDefaultAsync(ct);
        return $"{mark?.Count ?? 0}.{mark?.Versions ?? 0}";
    }

    /// <summary>A writer sends its own changes first, so that it sees them.</summary>
    protected virtual Task BeforeReadAsync() => Task.CompletedTask;
}
