using System.Data.Common;
using System.Security.Cryptography;
using AccessAudit.Storage.Databases;

namespace AccessAudit.Storage.Log;

/// <summary>This installation's name, the first half of every log's origin: drawn once, the same for ever.</summary>
static class Instance
{
    const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Committed with the schema: a key file that bears the name can never be older than the name.</summary>
    public static void Draw(DbConnection connection) => connection.Execute(
        "INSERT INTO instance (one, name) VALUES (1, @name) ON CONFLICT DO NOTHING",
        ("@name", "aa-" + RandomNumberGenerator.GetString(Letters, 10)));

    /// <summary><c>aa-</c> and ten characters.</summary>
    public static string Name(DbConnection connection) =>
        connection.Scalar<string>("SELECT name FROM instance") ?? throw new LogHaltedException("the instance has no name");
}
