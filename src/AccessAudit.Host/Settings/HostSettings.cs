using AccessAudit.Storage;
using AccessAudit.Web.Api;
using AccessAudit.Web.Identity;

namespace AccessAudit.Host.Settings;

/// <summary>
/// Everything an operator may set, under <c>AccessAudit</c> in <c>appsettings.json</c> or as
/// <c>ACCESSAUDIT__SECTION__NAME</c>
/// in the environment (which wins). Defaults are the safe values; a name that is not here stops the start.
/// </summary>
sealed record HostSettings
{
    /// <summary>This process's name among those that share the database; the same after a restart.</summary>
    public string Node { get; init; } = Environment.MachineName.ToLowerInvariant();

    /// <summary>The folder under which everything lies whose own place is not set. Relative to the working
    /// directory.</summary>
    public string Data { get; init; } = "data";

    public StorageSettings Storage { get; init; } = new();
    public KeySettings Keys { get; init; } = new();
    public RecordingSettings Recordings { get; init; } = new();
    public SearchSettings Search { get; init; } = new();
    public ElasticsearchSettings Elasticsearch { get; init; } = new();
    public IdentitySettings Identity { get; init; } = new();
    public WebSettings Web { get; init; } = new();
    public SshSettings Ssh { get; init; } = new();
    public LogSettings Logs { get; init; } = new();

    internal StorageOptions Database => new()
    {
        Provider = Storage.Provider == "postgres" ? StorageProvider.Postgres : StorageProvider.Sqlite,
        ConnectionString = Storage is { Provider: "sqlite", ConnectionString: "" }
            ? $"Data Source={Path.GetFullPath(Path.Combine(Data, "state", "accessaudit.db"))}"
            : Storage.ConnectionString,
        OwnerConnectionString = Storage.OwnerConnectionString,
        KeysFolder = LogKeysFolder,
        Node = Node,
    };

    internal string LogKeysFolder => Place(Keys.LogKeysFolder, "keys", "logs");

    internal string KeyEncryptionKeyFile => Place(Keys.KeyEncryptionKeyFile, "keys", "kek");

    internal string CookieKeysFolder => Place(Keys.CookieKeysFolder, "keys", "cookies");

    internal string SshHostKeyFile => Place(Ssh.HostKeyFile, "keys", "ssh_host_ed25519_key");

    internal string RecordingsFolder => Place(Recordings.Folder, "recordings");

    internal string SearchFile => Place(Search.File, "index", "search.db");

    internal string LogsFolder => Place(Logs.Folder, "logs");

    internal ApiSettings Api => new()
    {
        Authorities = Identity.Authorities,
        SshHost = Ssh.PublicHost,
        SshPort = Ssh.PublicPort ?? Ssh.Port,
        CallsPerMinute = Web.CallsPerMinute,
        CookieKeysFolder = CookieKeysFolder,
        PublicUrl = Web.PublicUrl,
        SessionLife = Web.SessionLife ?? TimeSpan.FromHours(10),
        SessionIdle = Web.SessionIdle ?? TimeSpan.FromMinutes(60),
    };

    string Place(string set, params string[] under) =>
        Path.GetFullPath(set.Length > 0 ? set : Path.Combine([Data, .. under]));
}

/// <param name="Provider"><c>sqlite</c>, or <c>postgres</c> when several processes share the database.</param>
/// <param name="ConnectionString">
/// SQLite: empty = <c>state/accessaudit.db</c> in the data folder. PostgreSQL: <c>Host=...;Database=...;Username=...</c>
/// with the program's own role; <c>Passfile=...</c> keeps the password out of here.
/// </param>
/// <param name="OwnerConnectionString">PostgreSQL, for <c>migrate</c> alone: the role that owns the tables.</param>
sealed record StorageSettings(
    string Provider = "sqlite", string ConnectionString = "", string OwnerConnectionString = "");

/// <summary>Places of private keys; never in one place with the database.</summary>
/// <param name="LogKeysFolder">One signing key for each client's log.</param>
/// <param name="KeyEncryptionKeyFile">Wraps the keys under which codes and credentials are sealed.</param>
/// <param name="CookieKeysFolder">Keys that protect forms and sign-ins under way; one folder for all processes of an
/// installation, or a form that one drew is refused by the other.</param>
sealed record KeySettings(string LogKeysFolder = "", string KeyEncryptionKeyFile = "", string CookieKeysFolder = "");

/// <param name="MinFreeMegabytes">Below it the node says that it is not ready.</param>
sealed record RecordingSettings(string Folder = "", int MinFreeMegabytes = 2048);

sealed record SearchSettings(string File = "");

/// <param name="Url">Empty = the embedded index.</param>
sealed record ElasticsearchSettings(string Url = "");

sealed record IdentitySettings
{
    public Authority[] Authorities { get; init; } = [];
}

/// <param name="Urls">Semicolon between several. Plain HTTP on loopback only: TLS or a proxy on this machine stands
/// before it.</param>
/// <param name="PublicUrl"><c>https://HOST</c>, as browsers ask for it, when a proxy stands before it.</param>
/// <param name="SessionLife">A browser is signed out after this long, however busy; absent = 10:00:00.</param>
/// <param name="SessionIdle">A browser is signed out after this long without a page; absent = 01:00:00.</param>
sealed record WebSettings(
    string Urls = "http://localhost:5080", int CallsPerMinute = 600, string PublicUrl = "",
    TimeSpan? SessionLife = null, TimeSpan? SessionIdle = null);

/// <param name="Addresses">IP addresses to listen on, semicolon between several.</param>
/// <param name="PublicHost">What technicians type.</param>
/// <param name="PublicPort">Absent = <paramref name="Port"/>.</param>
/// <param name="HostKeyFile">The gateway's own ed25519 host key (OpenSSH format); drawn at the first start.</param>
sealed record SshSettings(
    string Addresses = "127.0.0.1", int Port = 2222, string PublicHost = "localhost", int? PublicPort = null,
    string HostKeyFile = "");

/// <param name="Level">A Serilog level.</param>
sealed record LogSettings(string Folder = "", string Level = "Information");
