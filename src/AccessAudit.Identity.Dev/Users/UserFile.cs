using System.Text.Json;
using System.Text.Json.Serialization;
using AccessAudit.Identity.Dev.Starting;

namespace AccessAudit.Identity.Dev.Users;

/// <summary>
/// The people who may sign in: <c>{"users": [{"login", "password", "name", "subject"}]}</c>, mode 0600. Read again when
/// it changes, so that whoever is taken out is refused at their next token.
/// </summary>
sealed class UserFile(string path)
{
    static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    readonly Lock _gate = new();
    (DateTime Written, List<User> Users) _read;

    /// <summary>Everything wrong with the file; nothing when it can be used.</summary>
    internal static IEnumerable<string> Check(string path)
    {
        if (!File.Exists(path))
        {
            return [$"Users: {path} does not exist"];
        }

        if (PrivateFolder.Complaint(path) is { } complaint)
        {
            return ["Users: " + complaint];
        }

        try
        {
            var users = Read(path);
            return users.GroupBy(user => user.Login, StringComparer.Ordinal).Where(same => same.Count() > 1)
                .Select(same => $"Users: login {same.Key} appears {same.Count()} times")
                .Concat(users.GroupBy(user => user.Subject, StringComparer.Ordinal).Where(same => same.Count() > 1)
                    .Select(same => $"Users: subject {same.Key} appears {same.Count()} times"));
        }
        catch (JsonException error)
        {
            return [$"Users: {path}: {error.Message}"];
        }
    }

    internal User? WithLogin(string login) => Current().Find(user => user.Login == login);

    internal User? WithSubject(string subject) => Current().Find(user => user.Subject == subject);

    List<User> Current()
    {
        lock (_gate)
        {
            var written = File.GetLastWriteTimeUtc(path);
            if (_read.Users is null || _read.Written != written)
            {
                _read = (written, Read(path));
            }

            return _read.Users;
        }
    }

    static List<User> Read(string path)
    {
        using var file = File.OpenRead(path);
        return JsonSerializer.Deserialize<UsersDocument>(file, Strict)!.Users;
    }

    sealed record UsersDocument(List<User> Users);
}

/// <param name="Password">Plain text (demo), or <c>pbkdf2-sha256$iterations$salt$hash</c> (<see
/// cref="Passwords"/>).</param>
/// <param name="Subject">The token's <c>sub</c>; never reuse one.</param>
sealed record User(string Login, string Password, string Name, string Subject);
