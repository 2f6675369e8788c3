// The tables that only plain SQL touches. Each holds bytes as they were signed or will be; nothing maps them.
namespace AccessAudit.Storage.Sqlite;

static class LedgerTables
{
    /// <summary>
    /// A log's entries are added, never changed and never deleted: two triggers say so to whoever tries by accident.
    /// Whoever may drop a trigger is stopped by nobody here; the signed heads tell on them.
    /// </summary>
    public const string Create = """
        CREATE TABLE instance (
            one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
            name TEXT NOT NULL);

        CREATE TABLE lease (
            name TEXT NOT NULL PRIMARY KEY,
            holder TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            until INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE outbox (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            client TEXT NOT NULL,
            event_id TEXT NOT NULL,
            entry BLOB NOT NULL,
            at INTEGER NOT NULL DEFAULT 0,
            traceparent TEXT,
            UNIQUE (client, event_id));
        CREATE INDEX ix_outbox_order ON outbox (client, id);

        CREATE TABLE disclosure (
            client TEXT NOT NULL,
            event_id TEXT NOT NULL,
            class TEXT NOT NULL,
            encoded TEXT NOT NULL,
            PRIMARY KEY (client, event_id, class));

        CREATE TABLE log_entry (
            client TEXT NOT NULL,
            idx INTEGER NOT NULL,
            event_id TEXT NOT NULL,
            leaf_hash BLOB NOT NULL,
            entry BLOB NOT NULL,
            PRIMARY KEY (client, idx),
            UNIQUE (client, event_id));
        CREATE TRIGGER log_entry_is_not_changed BEFORE UPDATE ON log_entry
            BEGIN SELECT RAISE(ABORT, 'a log entry is never changed'); END;
        CREATE TRIGGER log_entry_is_not_deleted BEFORE DELETE ON log_entry
            BEGIN SELECT RAISE(ABORT, 'a log entry is never deleted'); END;

        CREATE TABLE log_tile (
            client TEXT NOT NULL,
            level INTEGER NOT NULL,
            idx INTEGER NOT NULL,
            data BLOB NOT NULL,
            PRIMARY KEY (client, level, idx));

        CREATE TABLE log_state (
            client TEXT NOT NULL PRIMARY KEY,
            origin TEXT NOT NULL,
            vkey TEXT NOT NULL,
            size INTEGER NOT NULL,
            root BLOB NOT NULL,
            lease_epoch INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE log_checkpoint (
            client TEXT NOT NULL,
            size INTEGER NOT NULL,
            note BLOB NOT NULL,
            at INTEGER NOT NULL,
            traceparent TEXT,
            PRIMARY KEY (client, size)) WITHOUT ROWID;
        """;
}
