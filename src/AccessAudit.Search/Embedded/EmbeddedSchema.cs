namespace AccessAudit.Search.Embedded;

/// <summary>The embedded index's own database. Its shape is free: it is disposable and rebuilt from the logs.</summary>
static class EmbeddedSchema
{
    /// <summary>Raised when the shape changes: an index of another number is thrown away and built anew.</summary>
    public const long Number = 1;

    public const string Create = """
        CREATE TABLE document(
            id INTEGER PRIMARY KEY,
            client TEXT NOT NULL, log_index INTEGER NOT NULL, event_id TEXT NOT NULL, leaf_hash TEXT NOT NULL,
            kind TEXT NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, outcome TEXT NOT NULL,
            session TEXT, target TEXT, request TEXT, grant_id TEXT, object TEXT NOT NULL, members TEXT NOT NULL,
            UNIQUE(client, log_index));
        CREATE INDEX document_by_time ON document(client, at);
        CREATE INDEX document_by_session ON document(client, session, log_index) WHERE session IS NOT NULL;
        CREATE INDEX document_by_actor ON document(client, by, log_index);
        CREATE TABLE actor(client TEXT NOT NULL, pseudonym TEXT NOT NULL, name TEXT NOT NULL, login TEXT NOT NULL,
            PRIMARY KEY(client, pseudonym)) WITHOUT ROWID;
        CREATE TABLE target(client TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, categories TEXT NOT NULL,
            PRIMARY KEY(client, id)) WITHOUT ROWID;
        CREATE VIRTUAL TABLE words USING fts5(text, tokenize = "unicode61 remove_diacritics 2");
        """;

    public const string Drop = """
        DROP TABLE IF EXISTS words;
        DROP TABLE IF EXISTS target;
        DROP TABLE IF EXISTS actor;
        DROP TABLE IF EXISTS document;
        """;
}
