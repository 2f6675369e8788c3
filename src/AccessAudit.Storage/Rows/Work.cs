using AccessAudit.Journal;
using AccessAudit.Notices;
using AccessAudit.State;
using AccessAudit.Storage.Log;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AccessAudit.Storage.Rows;

/// <summary>
/// One write transaction. Changes gather and are sent together before the next read and at the end; facts become
/// entries at the end, when all that they tell of stands in the rows.
/// </summary>
sealed class Work(AccessAuditDb db, TimeProvider clock, CancellationToken ct) : Rows(db, ct), IWork
{
    readonly List<(EntityState Change, IRow Row)> _pending = [];
    readonly Dictionary<RowKey, (int Read, int Written)> _versions = [];
    readonly FactSheet _facts = new();

    public IReadOnlyList<EntryRef> Recorded => _facts.Entries;

    public void Add<T>(T row) where T : class, IRow => _pending.Add((EntityState.Added, row));

    public void Replace<T>(T row) where T : class, IRow => _pending.Add((EntityState.Modified, row));

    public void Remove<T>(T row) where T : class, IRow => _pending.Add((EntityState.Deleted, row));

    public string Record(Fact fact) => _facts.Add(fact);

    /// <summary>
    /// Sends the rows, tells the people concerned, then writes the entries; returns what entered the outbox, in its order.
    /// </summary>
    public async Task<IReadOnlyList<EntryRef>> FinishAsync()
    {
        await SendAsync();
        await NoticeWriter.WriteAsync(this, _facts, Cancelled);
        var entries = await JournalWriter.WriteAsync(this, _facts, Cancelled);
        await SendAsync();
        Outbox.Put(Db.Database.GetDbConnection(), entries, clock.GetUtcNow());
        return [.. entries.Select(entry => entry.Ref)];
    }

    protected override Task BeforeReadAsync() => SendAsync();

    async Task SendAsync()
    {
        if (_pending.Count == 0)
            return;
        var sent = new HashSet<RowKey>();
        foreach (var (change, row) in _pending)
        {
            var key = KeyOf(row);
            if (!sent.Add(key))
            {
                await FlushAsync();
                sent = [key];
            }

            Track(change, row, key);
        }

        _pending.Clear();
        await FlushAsync();
    }

    async Task FlushAsync()
    {
        await Db.SaveChangesAsync(Cancelled);
        Db.ChangeTracker.Clear();
    }

    // The caller's record stays as it is: what the tracker changes (the version) is a copy of it.
    void Track(EntityState change, IRow row, RowKey key)
    {
        if (row is not IVersionedRow versioned || change == EntityState.Added)
        {
            Db.Entry(row).State = change;
            return;
        }

        // A row that this transaction has replaced before may be replaced again from what the caller read or wrote:
        // nobody else can have been there in between.
        var expected = _versions.TryGetValue(key, out var known) && known.Read <= versioned.Version
            ? known.Written
            : versioned.Version;
        var entry = Db.Entry(Db.Entry(row).CurrentValues.ToObject());
        entry.State = change;
        var version = entry.Property(nameof(IVersionedRow.Version));
        version.OriginalValue = expected;
        version.CurrentValue = expected + 1;
        _versions[key] = (known.Written > 0 ? Math.Min(known.Read, versioned.Version) : versioned.Version, expected + 1);
    }

    RowKey KeyOf(IRow row)
    {
        var type = Db.Model.FindEntityType(row.GetType())
            ?? throw new InvalidOperationException($"{row.GetType().Name} is not a row of this database.");
        var members = type.FindPrimaryKey()!.Properties.Select(member => Member(member, row));
        return new RowKey(row.GetType(), string.Join('\0', members));
    }

    static object? Member(IProperty member, IRow row) => member.GetGetter().GetClrValue(row);

    readonly record struct RowKey(Type Type, string Members);
}
