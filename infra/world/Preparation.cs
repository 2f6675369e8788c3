using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessAudit.World;

/// <summary>Makes what is not there yet: keys, identities, contracts, users, the private sshd's configuration.</summary>
static class Preparation
{
    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<int> RunAsync(Place place)
    {
        Place.Private(place.Folder);
        await TargetAsync(place);
        foreach (var player in Cast.Players.Where(player => player.IsTechnician))
        {
            await KeyAsync(place.Key(player.Login), $"{player.Login}@demo");
        }

        if (!File.Exists(place.Users))
        {
            Place.WritePrivate(place.Users, new JsonObject
            {
                ["users"] = new JsonArray([.. Cast.Players.Select(player => new JsonObject
                {
                    ["login"] = player.Login,
                    ["password"] = Words(),
                    ["name"] = player.Name,
                    ["subject"] = "demo-" + player.Login,
                })]),
            }.ToJsonString(Readable));
        }

        foreach (var client in Cast.Clients.Where(client => !File.Exists(place.Contract(client.Key))))
        {
            Place.Private(Path.GetDirectoryName(place.AgeIdentity(client.Key))!);
            var recipient = (await Shell.MustAsync(place.Cli, "keygen", "-o", place.AgeIdentity(client.Key)))
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).First(word => word.StartsWith("age1", StringComparison.Ordinal));
            var hostKey = (await File.ReadAllTextAsync(place.Target("host_ed25519.pub"))).Split(' ');
            Place.WritePrivate(
                place.Contract(client.Key),
                Contract(client, recipient, $"{hostKey[0]} {hostKey[1]}").ToJsonString(Readable));
        }

        return 0;
    }

    /// <summary>An sshd of our own, on loopback, whose only account is whoever runs the demo.</summary>
    static async Task TargetAsync(Place place)
    {
        await KeyAsync(place.Target("host_ed25519"), "demo-target");
        await KeyAsync(place.Target("gateway_ed25519"), "gateway");
        File.Copy(place.Target("gateway_ed25519.pub"), place.Target("authorized_keys"), overwrite: true);
        Place.WritePrivate(place.Target("sshd_config"), $"""
            ListenAddress 127.0.0.1
            Port {Place.TargetPort}
            HostKey {place.Target("host_ed25519")}
            AuthorizedKeysFile {place.Target("authorized_keys")}
            PidFile {place.Target("sshd.pid")}
            Subsystem sftp internal-sftp
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            AcceptEnv LANG LC_*

            """);
    }

    static async Task KeyAsync(string path, string comment)
    {
        if (!File.Exists(path))
        {
            Place.Private(Path.GetDirectoryName(path)!);
            await Shell.MustAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path);
        }
    }

    static JsonObject Contract(Client client, string recipient, string hostKey)
    {
        var today = DateTimeOffset.UtcNow.Date;
        var staff = Cast.Players.Where(player => player.Client is null || player.Client == client.Key);
        return new JsonObject
        {
            ["format"] = "accessaudit/contract/v1",
            ["reference"] = $"2026-{client.Key}",
            ["client"] = new JsonObject { ["name"] = client.Name },
            ["provider"] = new JsonObject { ["name"] = Cast.Provider },
            ["startsOn"] = Day(today.AddDays(-30)),
            ["endsOn"] = Day(today.AddYears(1)),
            ["recipients"] = new JsonArray(recipient),
            ["people"] = new JsonArray([.. staff.Select(player => new JsonObject
            {
                ["login"] = player.Login,
                ["name"] = player.Name,
                ["organization"] = player.Client is null ? "provider" : "client",
                ["roles"] = new JsonArray([.. player.Roles.Select(role => (JsonNode)role)]),
                ["identity"] = new JsonObject
                {
                    ["issuer"] = Place.Identity + "/",
                    ["subject"] = "demo-" + player.Login,
                },
                ["locale"] = player.Locale,
            })]),
            ["engagements"] = new JsonArray([.. staff.Where(player => player.IsTechnician).Select(player => new JsonObject
            {
                ["login"] = player.Login,
                ["undertakings"] = new JsonObject
                {
                    ["secrecy"] = Day(today.AddDays(-20)),
                    ["limitation"] = Day(today.AddDays(-20)),
                },
            })]),
            ["dataCategories"] = new JsonArray([.. client.Targets.SelectMany(target => target.DataCategories).Distinct()
                .Select(code => new JsonObject { ["code"] = code, ["name"] = code.Replace('-', ' '), ["personal"] = true })]),
            ["targets"] = new JsonArray([.. client.Targets.Select(target => new JsonObject
            {
                ["name"] = target.Name,
                ["title"] = target.Title,
                ["host"] = "127.0.0.1",
                ["port"] = Place.TargetPort,
                ["hostKeys"] = new JsonArray(hostKey),
                ["sensitivity"] = target.Sensitivity,
                ["dataCategories"] = new JsonArray([.. target.DataCategories.Select(code => (JsonNode)code)]),
                ["protocols"] = new JsonArray("ssh"),
                ["accounts"] = new JsonArray(Environment.UserName),
                ["owners"] = new JsonArray(),
            })]),
            ["policy"] = new JsonObject { ["codeWindowMinutesMax"] = 15 },
        };
    }

    static string Day(DateTime day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    static string Words() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 12);
}
