using System.Text.Json;
using System.Text.Json.Nodes;
using AccessAudit.Codes;
using AccessAudit.Contracts;
using AccessAudit.Gatekeepers;
using AccessAudit.Grants;
using AccessAudit.People;
using AccessAudit.Proposals;
using AccessAudit.Refusals;
using AccessAudit.Requests;
using AccessAudit.State;
using AccessAudit.Storage;
using AccessAudit.Timekeeping;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessAudit.Core.Tests;

/// <summary>
/// The clinic of <c>docs/examples/contrat.json</c> in a database of its own, and the real desks on it. The clock is
/// <see cref="Now"/>; every approval moves it to the next code.
/// </summary>
sealed class World : IAsyncDisposable
{
    public const string Provider = "ponant0001";
    public static readonly Origin Somewhere = new("192.0.2.7", "test");

    readonly string _folder = Directory.CreateTempSubdirectory("accessaudit-").FullName;
    readonly ServiceProvider _services;
    readonly IStore _store;
    readonly AesSeal _seal = new();
    readonly CodeDesk _codes;
    readonly Dictionary<string, Phone> _phones = [];

    World()
    {
        Options = new()
        {
            ConnectionString = $"Data Source={Path.Combine(_folder, "db", "a.db")}",
            KeysFolder = Path.Combine(_folder, "keys"),
            Node = "node-a",
        };
        _services = new ServiceCollection().AddLogging().AddAccessAuditStorage(Options).BuildServiceProvider();
        _store = _services.GetRequiredService<IStore>();
        _codes = new(_seal);
        (Requests, Gatekeepers) = (new(_codes), new(_codes));
        (Proposals, Authenticators) = (new(_codes), new(_codes, _seal));
    }

    StorageOptions Options { get; }
    public DateTimeOffset Now { get; private set; } = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);
    public string Client { get; private set; } = "";
    public RequestDesk Requests { get; }
    public GrantDesk Grants { get; } = new();
    public GatekeeperDesk Gatekeepers { get; }
    public ProposalDesk Proposals { get; }
    public AuthenticatorDesk Authenticators { get; }
    public CodeDesk Codes => _codes;
    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>An instance without any client.</summary>
    public static async Task<World> EmptyAsync()
    {
        var world = new World();
        await StorageSetup.MigrateAsync(world.Options, Ct);
        return world;
    }

    /// <summary>The clinic, with phones for its approvers.</summary>
    public static async Task<World> ClinicAsync(Action<JsonNode>? change = null)
    {
        var world = await EmptyAsync();
        world.Client = (await world.ImportAsync(Contract(change))).Client!;
        return world;
    }

    public static string Contract(Action<JsonNode>? change = null)
    {
        var contract = JsonNode.Parse(File.ReadAllText(Repository.At("docs", "examples", "contrat.json")))!;
        change?.Invoke(contract);
        return contract.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    public Task<ContractImport> ImportAsync(string json) =>
        DoAsync(work => new ContractDesk().ImportAsync(work, json, Provider, Now, Ct));

    /// <summary>The next version of the clinic's contract, as a file.</summary>
    public string Amended(Action<JsonNode> change) => Contract(contract =>
    {
        contract["client"]!["id"] = Client;
        change(contract);
    });

    /// <summary>The next version of the clinic's contract: imported by the operator, accepted by Claire.</summary>
    public async Task<ContractImport> AmendAsync(Action<JsonNode> change)
    {
        var import = await ImportAsync(Amended(change));
        if (import.Proposal is not { } proposal)
            return import;

        var accepted = await AcceptAsync("claire", proposal);
        Assert.Null(accepted.Refusal);
        return import with { Version = accepted.Value!.BasedOn + 1, Changed = true };
    }

    public async Task<Answer<Proposal>> AcceptAsync(string login, string proposal, string? code = null)
    {
        var right = code ?? await CodeOfAsync(login);
        var person = await PersonAsync(login);
        return await DoAsync(work => Proposals.AcceptAsync(work, person, proposal, right, Somewhere, Now, Ct));
    }

    public async Task<Answer<Proposed>> ProposeAsync(string login, string json, string? client = null)
    {
        var person = await PersonAsync(login);
        return await DoAsync(work =>
            Proposals.ProposeAsync(work, person, client ?? Client, json, Somewhere, Now, Ct));
    }

    public async Task<T> DoAsync<T>(Func<IWork, Task<T>> act) => (await _store.CommitAsync(act, Ct)).Result;

    public Task<T> ReadAsync<T>(Func<IRows, Task<T>> read) => _store.ReadAsync(read, Ct);

    public void Wait(TimeSpan time) => Now += time;

    public Task<int> TickAsync() => DoAsync(work => Timekeeper.TickAsync(work, Now));

    public async Task<Person> PersonAsync(string login) =>
        (await ReadAsync(rows => PersonDirectory.FindByLoginAsync(rows, login)))!;

    /// <summary>A code that this person has not used yet; enrols their phone the first time.</summary>
    public async Task<string> CodeOfAsync(string login)
    {
        if (!_phones.TryGetValue(login, out var phone))
        {
            Assert.Null((await EnrolAsync(login)).Refusal);
            phone = _phones[login];
        }

        Wait(TimeSpan.FromSeconds(90));
        return phone.CodeAt(Now);
    }

    /// <summary>Begins and confirms an enrolment; their codes come from the new phone from then on.</summary>
    public async Task<Answer<Enrolled>> EnrolAsync(string login)
    {
        var person = await PersonAsync(login);
        var begun = await DoAsync(work => _codes.BeginAsync(work, person, Now, Ct));
        if (begun.Refusal is { } refused)
            return refused;

        // A step that the phone of before has spent is spent for the new one too.
        Wait(TimeSpan.FromSeconds(90));
        var phone = new Phone(begun.Value!.SecretBase32);
        var confirmed = await DoAsync(work =>
            _codes.ConfirmAsync(work, person, phone.CodeAt(Now), Somewhere, Now, Ct));
        if (!confirmed.IsRefused)
            _phones[login] = phone;
        return confirmed;
    }

    public async Task<Answer<AccessRequest>> SubmitAsync(string login, Func<SubmitRequest, SubmitRequest>? change = null)
    {
        var asked = new SubmitRequest(
            Client, "srv-compta", "maint", "ssh", "Remplacer le certificat expiré du serveur", "INC-4821", 60);
        var person = await PersonAsync(login);
        return await DoAsync(work =>
            Requests.SubmitAsync(work, person, change?.Invoke(asked) ?? asked, Somewhere, Now, Ct));
    }

    /// <summary>Ana's request for an hour on the accounting server.</summary>
    public async Task<AccessRequest> RequestAsync(Func<SubmitRequest, SubmitRequest>? change = null)
    {
        var answer = await SubmitAsync("ana", change);
        Assert.Null(answer.Refusal);
        return answer.Value!;
    }

    public async Task<Answer<Decided>> ApproveAsync(
        string login, string request, int? minutes = null, int? window = null, string? code = null)
    {
        var right = code ?? await CodeOfAsync(login);
        var person = await PersonAsync(login);
        return await DoAsync(work =>
            Requests.ApproveAsync(work, person, request, right, minutes, window, Somewhere, Now, Ct));
    }

    /// <summary>What Claire has granted to Ana.</summary>
    public async Task<Grant> GrantAsync(Func<SubmitRequest, SubmitRequest>? change = null)
    {
        var request = await RequestAsync(change);
        var decided = await ApproveAsync("claire", request.Id);
        Assert.Null(decided.Refusal);
        return decided.Value!.Grant!;
    }

    public async Task<T> RowAsync<T>(params object[] key) where T : class, IRow =>
        (await ReadAsync(rows => rows.FindAsync<T>(key)))!;

    /// <summary>
    /// The kinds in the clinic's log so far, in order; one kind's entries with <see cref="EntriesAsync"/>.
    /// </summary>
    public async Task<IReadOnlyList<string>> KindsAsync() => [.. (await EntriesAsync()).Select(x => (string)x["k"]!)];

    public async Task<IReadOnlyList<JsonNode>> EntriesAsync(string? kind = null)
    {
        await using var connection = new SqliteConnection(Options.ConnectionString + ";Pooling=False");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT entry FROM outbox WHERE client = @client ORDER BY rowid";
        command.Parameters.AddWithValue("@client", Client);
        var entries = new List<JsonNode>();
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct))
        {
            var entry = JsonNode.Parse(await reader.GetFieldValueAsync<byte[]>(0, Ct))!;
            if (kind is null || (string)entry["k"]! == kind)
                entries.Add(entry);
        }

        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
