using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessAudit.World;

/// <summary>
/// What each person does on their first day: scan the QR code, confirm it with a first code; technicians register their SSH
/// key with a second one. Then everything is written to world.json.
/// </summary>
static class Enrolment
{
    public static async Task<int> RunAsync(Place place)
    {
        var known = File.Exists(place.World) ? WorldFile.Read(place).People : [];
        var passwords = JsonNode.Parse(await File.ReadAllTextAsync(place.Users))!["users"]!.AsArray()
            .ToDictionary(user => user!["login"]!.GetValue<string>(), user => user!["password"]!.GetValue<string>());

        List<WorldPerson> people = [];
        var clients = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var player in Cast.Players)
        {
            // Their first day is over; whatever has become of them since (left, reset) is not the script's to undo.
            if (known.FirstOrDefault(person => person.Login == player.Login) is { } met
                && (met.TotpSecret is not null || !player.NeedsCode))
            {
                people.Add(met);
                if (player.Client is { } home)
                {
                    clients[home] = met.Organization;
                }

                continue;
            }

            using var api = await Api.AsAsync(player.Login, passwords[player.Login]);
            var me = await api.GetAsync("me");
            var organization = me["organization"]!.GetValue<string>();
            if (player.Client is { } client)
            {
                clients[client] = organization;
            }

            var secret = player.NeedsCode ? await EnrolAsync(place, api, player.Login) : null;
            if (player.IsTechnician)
            {
                await RegisterKeyAsync(place, api, player.Login, secret!);
            }

            people.Add(new WorldPerson(
                player.Login, passwords[player.Login], player.Roles, player.Roles[0], organization, secret,
                player.IsTechnician ? Place.Relative(place.Key(player.Login)) : null));
        }

        var knownHosts = place.In("people", "known_hosts");
        var hostKey = await Shell.MustAsync("ssh-keygen", "-y", "-f", place.In("gateway", "keys", "ssh_host_ed25519_key"));
        await File.WriteAllTextAsync(knownHosts, $"[127.0.0.1]:{Place.SshPort} {hostKey.TrimEnd()}\n");
        new WorldFile
        {
            Web = Place.Web,
            Api = Place.Web + "/api/v1",
            Ssh = new SshPlace("127.0.0.1", Place.SshPort, Place.Relative(knownHosts)),
            Identity = Api.Identity,
            Cli = Place.Relative(place.Cli),
            People = people,
            Clients = [.. Cast.Clients.Select(client => new WorldClient(
                clients[client.Key], client.Name, Place.Relative(place.AgeIdentity(client.Key))))],
            Targets = [.. Cast.Clients.SelectMany(client => client.Targets.Select(target => new WorldTarget(
                clients[client.Key], target.Name, Environment.UserName, "ssh", target.DataCategories, target.Sensitivity)))],
        }.Write(place);
        return 0;
    }

    static async Task<string> EnrolAsync(Place place, Api api, string login)
    {
        var begun = await api.PostAsync("me/authenticator", []);
        var secret = begun["secret"]!.GetValue<string>();
        await api.PostAsync(
            "me/authenticator/confirm", new JsonObject { ["code"] = await Phone.NextAsync(place, secret, login) });
        return secret;
    }

    static async Task RegisterKeyAsync(Place place, Api api, string login, string secret)
    {
        var line = (await File.ReadAllTextAsync(place.Key(login) + ".pub")).TrimEnd();
        var keys = (await api.GetAsync("me/ssh-keys"))["items"]!.AsArray();
        var blob = line.Split(' ')[1];
        if (keys.Any(key => key!["publicKey"]!.GetValue<string>().Contains(blob, StringComparison.Ordinal)
            && key["revokedAt"]?.GetValueKind() is null or JsonValueKind.Null))
        {
            return;
        }

        await api.PostAsync("me/ssh-keys", new JsonObject
        {
            ["publicKey"] = line,
            ["label"] = "demo",
            ["otp"] = await Phone.NextAsync(place, secret, login),
        });
    }
}
