using System.Text.Json;
using AccessAudit.Search.Index;
using Microsoft.Data.Sqlite;

namespace AccessAudit.Search.Embedded;

/// <summary>Writes documents within one transaction, with prepared statements.</summary>
sealed class EmbeddedWriter : IDisposable
{
    static readonly string[] ObjectMembers = ["command", "path", "target", "name", "title"];

    readonly SqliteCommand _document;
    readonly SqliteCommand _words;
    readonly SqliteCommand _actor;
    readonly SqliteCommand _target;

    public EmbeddedWriter(SqliteConnection connection, SqliteTransaction transaction)
    {
        _document = Prepare("""
            INSERT INTO document(client, log_index, event_id, leaf_hash, kind, at, by, outcome,
                session, target, request, grant_id, object, members)
            VALUES($client, $index, $event, $hash, $kind, $at, $by, $outcome,
                $session, $target, $request, $grant, $object, $members)
            ON CONFLICT(client, log_index) DO UPDATE SET object = excluded.object, members = excluded.members
            RETURNING id
            """,
            "$client", "$index", "$event", "$hash", "$kind", "$at", "$by", "$outcome",
            "$session", "$target", "$request", "$grant", "$object", "$members");
        _words = Prepare("INSERT OR REPLACE INTO words(rowid, text) VALUES($id, $text)", "$id", "$text");
        _actor = Prepare("INSERT OR REPLACE INTO actor VALUES($client, $pseudonym, $name, $login)",
            "$client", "$pseudonym", "$name", "$login");
        _target = Prepare("INSERT OR REPLACE INTO target VALUES($client, $id, $name, $categories)",
            "$client", "$id", "$name", "$categories");

        SqliteCommand Prepare(string sql, params string[] names)
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            foreach (var name in names)
            {
                command.Parameters.Add(new SqliteParameter(name, null));
            }

            return command;
        }
    }

    public void Add(AuditDocument document)
    {
        var members = document.Members;
        var id = (long)Set(_document,
            document.Client, document.LogIndex, document.EventId, document.LeafHash, document.Kind,
            document.At.ToUnixTimeMilliseconds(), document.By, document.Outcome, document.Session, document.Target,
            document.Request, document.Grant,
            string.Join('\n', ObjectMembers.Select(name => members.GetValueOrDefault(name)).OfType<string>()),
            JsonSerializer.Serialize(members)).ExecuteScalar()!;
        Set(_words, id, string.Join('\n', members.Values.Prepend(document.Kind))).ExecuteNonQuery();

        if (document.Kind == "identity.bound")
        {
            Set(_actor, document.Client, members.GetValueOrDefault("pseudonym", document.By),
                members.GetValueOrDefault("name", ""), members.GetValueOrDefault("login", "")).ExecuteNonQuery();
        }
        else if (document is { Kind: "asset.declared" or "asset.changed", Target: { } target })
        {
            Set(_target, document.Client, target, members.GetValueOrDefault("name", target),
                $" {members.GetValueOrDefault("data_categories", "")} ").ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        _document.Dispose();
        _words.Dispose();
        _actor.Dispose();
        _target.Dispose();
    }

    static SqliteCommand Set(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}
