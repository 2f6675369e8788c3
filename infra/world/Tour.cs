using System.Text.Json.Nodes;

namespace AccessAudit.World;

/// <summary>The five acts with real codes, the real <c>ssh</c> and the real verifier; each result is printed, a failure stops it.</summary>
static class Tour
{
    public static async Task<int> RunAsync(Place place)
    {
        var world = WorldFile.Read(place);
        var client = world.Clients[0];
        var target = world.Targets.First(t => t.Client == client.Id);
        var (ana, claire, rachel) = (Person(world, "ana"), Person(world, "claire"), Person(world, "rachel"));

        Act(1, "Ana, technician, asks for access");
        using var asAna = await Api.AsAsync(ana);
        var request = await asAna.PostAsync("requests", new JsonObject
        {
            ["client"] = client.Id,
            ["target"] = target.Name,
            ["account"] = target.Account,
            ["protocol"] = "ssh",
            ["reason"] = "Slow backup since Monday: look at the disk and at the last run",
            ["ticket"] = "INC-2041",
            ["minutes"] = 30,
        });
        Say($"{target.Account} on {target.Name} for 30 minutes: {request["state"]}");

        Act(2, $"Claire, {client.Name}, approves exactly that with a code of her phone");
        using var asClaire = await Api.AsAsync(claire);
        var approved = await asClaire.PostAsync($"requests/{request["id"]}/approve", new JsonObject
        {
            ["otp"] = await Phone.NextAsync(place, claire.TotpSecret!, "claire"),
            ["minutes"] = 20,
        });
        var grant = await asAna.GetAsync($"grants/{approved["grant"]}");
        Say($"{approved["state"]}, shortened to 20 minutes: until {grant["closesAt"]}");

        Act(3, "Ana opens the session with her key and another code");
        var typed = grant["connect"]!.GetValue<string>();
        const string Command = "uname -sn && df -h / && echo looked at /var/backups";
        Say($"$ {typed} '{Command}'");
        var ran = await SshAsync(place, world, typed, Command);
        Say(ran.Output.TrimEnd());
        if (ran.Exit != 0)
        {
            throw new DemoException($"ssh answered {ran.Exit}: {ran.Errors}");
        }

        Act(4, "Rachel, reviewer, finds who touched what");
        using var asRachel = await Api.AsAsync(rachel);
        var hits = await FindAsync(asRachel, client.Id, "backups");
        foreach (var hit in hits)
        {
            Say($"log entry {hit!["logIndex"]}: {hit["text"]}");
        }

        Act(5, "The client copies its log and verifies it alone");
        var folder = place.In("tour", "log");
        var token = place.In("tour", "rachel.token");
        Place.WritePrivate(token, asRachel.Token);
        var log = $"{world.Api}/clients/{client.Id}/log/";
        Say($"$ {Place.Relative(place.Cli)} fetch {log} {Place.Relative(folder)}");
        var verified = await Shell.RunAsync(place.Cli, ["fetch", log, folder, "--token-file", token, "--lang", "en"]);
        Say(verified.Output.TrimEnd());
        if (verified.Exit != 0)
        {
            throw new DemoException($"verify answered {verified.Exit}: {verified.Errors}");
        }

        await ForgeAsync(place, folder);
        Console.WriteLine();
        return 0;
    }

    static async Task<Ran> SshAsync(Place place, WorldFile world, string typed, string command)
    {
        // What a reader types, plus the demo's key and host file; the code is typed by "the phone" (SSH_ASKPASS).
        var words = typed.Split(' ').Skip(1);
        return await Shell.RunAsync(
            "ssh",
            [
                "-F", "none", "-i", place.Key("ana"), "-o", "IdentitiesOnly=yes",
                "-o", $"UserKnownHostsFile={Path.GetFullPath(world.Ssh.KnownHosts)}", "-o", "StrictHostKeyChecking=yes",
                .. words, command,
            ],
            ("SSH_ASKPASS", Environment.ProcessPath!), ("SSH_ASKPASS_REQUIRE", "force"),
            ("ACCESSAUDIT_DEMO_CODE_FOR", "ana"), ("ACCESSAUDIT_DEMO", place.Folder));
    }

    static async Task<JsonArray> FindAsync(Api api, string client, string words)
    {
        for (var tries = 0; ; tries++)
        {
            var found = (await api.GetAsync($"search?client={client}&q={words}&action=session"))["items"]!.AsArray();
            if (found.Count > 0)
            {
                return found;
            }

            // The index follows the log by a moment; the log itself never waits for it.
            if (tries == 50)
            {
                throw new DemoException("the index has not found the session");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    static async Task ForgeAsync(Place place, string folder)
    {
        // A copy of the copy: the client's own must stay what it is.
        var forged = place.In("tour", "forged");
        await Shell.MustAsync("rm", "-rf", forged);
        await Shell.MustAsync("cp", "-a", folder, forged);
        var bundle = Directory.GetFiles(Path.Combine(forged, "tile", "entries"), "*", SearchOption.AllDirectories)[0];
        var bytes = await File.ReadAllBytesAsync(bundle);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes);
        var refuted = await Shell.RunAsync(place.Cli, ["verify", forged, "--lang", "en"]);
        Say($"One bit flipped in a copied entry: verify answers {refuted.Exit}, "
            + (refuted.Exit == 1 ? "refuted." : "which must not happen."));
        if (refuted.Exit != 1)
        {
            throw new DemoException("a forged log was not refuted");
        }
    }

    static WorldPerson Person(WorldFile world, string login) => world.People.Single(person => person.Login == login);

    static void Act(int number, string title)
    {
        Console.WriteLine();
        Console.WriteLine($"  {number}. {title}");
    }

    static void Say(string text) => Console.WriteLine("     " + text.ReplaceLineEndings("\n     "));
}
