using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessAudit.Scenarios.Stage;

/// <summary>Writes a client's contract file (<c>docs/contract-file.md</c>).</summary>
static class ContractText
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    internal static string Of(
        Cast cast, CastClient client, Func<Player, string> issuer, string recipient, string hostKey,
        string? id = null)
    {
        var staff = cast.Players.Where(player => player.StandsIn(client.Key, cast.Clients[0].Key)).ToList();
        var today = DateTimeOffset.UtcNow.Date;
        var self = new JsonObject { ["name"] = client.Name };
        if (id is not null)
        {
            self["id"] = id;
        }

        var engaged = staff.Where(player => player.EngagedBy.Contains(client.Key));
        return new JsonObject
        {
            ["format"] = "accessaudit/contract/v1",
            ["reference"] = $"2026-{client.Key}",
            ["client"] = self,
            ["provider"] = new JsonObject { ["name"] = Cast.Provider },
            ["startsOn"] = Day(today.AddDays(-30)),
            ["endsOn"] = Day(today.AddYears(1)),
            ["recipients"] = new JsonArray(recipient),
            ["policy"] = new JsonObject { ["codeWindowMinutesMax"] = 15 },
            ["dataCategories"] = List(client.Targets.SelectMany(target => target.DataCategories).Distinct(), code =>
                new JsonObject { ["code"] = code, ["name"] = code, ["personal"] = true }),
            ["people"] = List(staff, player => new JsonObject
            {
                ["login"] = player.Login,
                ["name"] = player.Login,
                ["organization"] = player.Client is null ? "provider" : "client",
                ["roles"] = List(player.Roles, role => role),
                ["identity"] = new JsonObject { ["issuer"] = issuer(player), ["subject"] = "s-" + player.Login },
                ["locale"] = "en",
            }),
            ["engagements"] = List(engaged, player => new JsonObject
            {
                ["login"] = player.Login,
                ["undertakings"] = new JsonObject
                {
                    ["secrecy"] = Day(today.AddDays(-20)),
                    ["limitation"] = Day(today.AddDays(-20)),
                },
            }),
            ["targets"] = List(client.Targets, target => new JsonObject
            {
                ["name"] = target.Name,
                ["title"] = "Target " + target.Name,
                ["host"] = "127.0.0.1",
                ["port"] = target.Port ?? 9,
                ["hostKeys"] = new JsonArray(target.HostKey ?? hostKey),
                ["sensitivity"] = target.Sensitivity,
                ["dataCategories"] = List(target.DataCategories, code => code),
                ["protocols"] = new JsonArray("ssh"),
                ["accounts"] = List(target.Accounts, account => account),
            }),
        }.ToJsonString(Readable);
    }

    static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode> show) => [.. items.Select(show)];

    static string Day(DateTime day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
