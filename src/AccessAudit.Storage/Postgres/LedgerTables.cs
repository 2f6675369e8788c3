// The tables that only plain SQL touches, as on SQLite (../Sqlite/LedgerTables.cs): same names, same columns.
namespace AccessAudit.Storage.Postgres;

static class LedgerTables
{
    /// <summary>
    /// A log's entries are added, never changed and never deleted: the program's role may not, and triggers say so to
    /// the owner. They lie in partitions by client, since a table of years cannot be cut up later without standing
    /// still.
    /// </summary>
    public const string Create = """
        CREATE TABLE instance (
            one bigint NOT NULL PRIMARY KEY CHECK (one = 1),
            name text COLLATE "C" NOT NULL);

        CREATE TABLE lease (
            name text COLLATE "C" NOT NULL PRIMARY KEY,
            holder text COLLATE "C" NOT NULL,
            epoch bigint NOT NULL,
            until bigint NOT NULL);

        CREATE TABLE outbox (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            client text COLLATE "C" NOT NULL,
            event_id text COLLATE "C" NOT NULL,
            entry bytea NOT NULL,
            at bigint NOT NULL DEFAULT 0,
            traceparent text COLLATE "C",
            UNIQUE (client, event_id));
        CREATE INDEX ix_outbox_order ON outbox (client, id);

        CREATE TABLE disclosure (
            client text COLLATE "C" NOT NULL,
            event_id text COLLATE "C" NOT NULL,
            class text COLLATE "C" NOT NULL,
            encoded text COLLATE "C" NOT NULL,
            PRIMARY KEY (client, event_id, class));

        CREATE TABLE log_entry (
            client text COLLATE "C" NOT NULL,
            idx bigint NOT NULL,
            event_id text COLLATE "C" NOT NULL,
            leaf_hash bytea NOT NULL,
            entry bytea NOT NULL,
            PRIMARY KEY (client, idx),
            UNIQUE (client, event_id)) PARTITION BY HASH (client);
        DO $$
        BEGIN
            FOR part IN 0..15 LOOP
                EXECUTE format(
                    'CREATE TABLE log_entry_%s PARTITION OF log_entry FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
                    part, part);
            END LOOP;
        END $$;
        CREATE FUNCTION log_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a log entry is never changed and never deleted';
        END $$;
        CREATE TRIGGER log_entry_stays BEFORE UPDATE OR DELETE ON log_entry
            FOR EACH ROW EXECUTE FUNCTION log_entry_stays();

        CREATE TABLE log_tile (
            client text COLLATE "C" NOT NULL,
            level bigint NOT NULL,
            idx bigint NOT NULL,
            data bytea NOT NULL,
            PRIMARY KEY (client, level, idx));

        CREATE TABLE log_state (
            client text COLLATE "C" NOT NULL PRIMARY KEY,
            origin text COLLATE "C" NOT NULL,
            vkey text COLLATE "C" NOT NULL,
            size bigint NOT NULL,
            root bytea NOT NULL,
            lease_epoch bigint NOT NULL);

        CREATE TABLE log_checkpoint (
            client text COLLATE "C" NOT NULL,
            size bigint NOT NULL,
            note bytea NOT NULL,
            at bigint NOT NULL,
            traceparent text COLLATE "C",
            PRIMARY KEY (client, size));
        """;
}
