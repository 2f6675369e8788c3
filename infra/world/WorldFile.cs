using System.Text.Encodings.Web;
using System.Text.Json;

namespace AccessAudit.World;

/// <summary>world.json: what scripts and curious readers need to act as anybody. Paths are relative to the repository.</summary>
sealed record WorldFile
{
    static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Web { get; init; }
    public required string Api { get; init; }
    public required SshPlace Ssh { get; init; }
    public required IdentityPlace Identity { get; init; }
    public required string Cli { get; init; }
    public required IReadOnlyList<WorldPerson> People { get; init; }
    public required IReadOnlyList<WorldClient> Clients { get; init; }
    public required IReadOnlyList<WorldTarget> Targets { get; init; }

    public static WorldFile Read(Place place) => File.Exists(place.World)
        ? JsonSerializer.Deserialize<WorldFile>(File.ReadAllText(place.World), Format)!
        : throw new DemoException("the demo has not been started yet: bash infra/demo");

    public void Write(Place place) => Place.WritePrivate(place.World, JsonSerializer.Serialize(this, Format));
}

sealed record SshPlace(string Host, int Port, string KnownHosts);

sealed record IdentityPlace(string TokenEndpoint, string ClientId, string Scope);

sealed record WorldPerson(
    string Login, string Password, string[] Roles, string Role, string Organization, string? TotpSecret, string? SshKeyPath);

sealed record WorldClient(string Id, string Name, string AgeIdentityPath);

sealed record WorldTarget(
    string Client, string Name, string Account, string Protocol, string[] DataCategories, int Sensitivity);
