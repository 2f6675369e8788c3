using System.Text.Json.Nodes;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Scenarios.Stage;

/// <summary>A world whose targets are a real sshd, and technicians with keys, phones and the installed tools.</summary>
sealed class SshHouse : IAsyncDisposable
{
    readonly HashSet<string> _registered = [];

    SshHouse(World world, TargetServer server) => (World, Server) = (world, server);

    internal World World { get; }

    internal TargetServer Server { get; }

    internal string PathOf(string name) => Path.Combine(World.Folder, "ssh", name);

    /// <param name="technicians">Logins; each test uses its own, so that none waits for another's codes.</param>
    internal static Task<SshHouse> OpenAsync(params string[] technicians) =>
        OpenAsync(StoreMakes.Default, technicians);

    internal static async Task<SshHouse> OpenAsync(StoreMake make, params string[] technicians)
    {
        Tool.Needs("ssh", "sshd", "ssh-keygen");
        var server = await TargetServer.StartAsync();
        try
        {
            var world = await World.StartAsync(CastOf(server, technicians), server.HostKey, make: make);
            var house = new SshHouse(world, server);
            Directory.CreateDirectory(house.PathOf(""), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var target in new[] { "files", "down", "changed", "other" })
            {
                await world.VerbAsync("credential", "set", "--target", target, "--account", TargetServer.Account,
                    "--key", server.Credential);
            }

            await house.WriteAskPassAsync();
            await house.LearnHostKeyAsync();
            return house;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The technician's key, registered with a code on first use.</summary>
    internal async Task<string> KeyAsync(string login, CancellationToken ct)
    {
        var key = PathOf(login);
        if (_registered.Add(login))
        {
            await Tool.KeyAsync(key);
            var person = World.Technician(login);
            (await person.PostAsync("me/ssh-keys", new JsonObject
            {
                ["publicKey"] = (await File.ReadAllTextAsync(key + ".pub", ct)).TrimEnd(),
                ["label"] = "laptop",
                ["otp"] = await person.CodeAsync(ct),
            }, ct)).Must(201);
        }

        return key;
    }

    /// <summary>Asks and approves; the grant.</summary>
    internal async Task<JsonNode> GrantAsync(
        string technician, string approver, CancellationToken ct, string target = "files", int window = 0,
        string? reason = null, int minutes = 30, DateTimeOffset? from = null)
    {
        var (asks, decides) = (World.Technician(technician), World.Approver(approver));
        var request = await asks.AskAsync("clinique", target, ct, TargetServer.Account, reason, minutes, from);
        var approved = (await decides.PostAsync($"requests/{request["id"]}/approve", new JsonObject
        {
            ["otp"] = await decides.CodeAsync(ct),
            ["codeWindowMinutes"] = window,
        }, ct)).Must(200);
        return (await asks.GetAsync($"grants/{approved["grant"]}", ct)).Must(200);
    }

    /// <summary>Options that ssh, scp, sftp and rsync share.</summary>
    internal string[] Options(string login) =>
    [
        "-F", "none", "-i", PathOf(login), "-o", "IdentitiesOnly=yes", "-o", $"UserKnownHostsFile={PathOf("known_hosts")}",
        "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=20",
    ];

    /// <summary>What types the code for the technician; null = nobody is there to type one.</summary>
    internal Dictionary<string, string> Typing(params string[] codes) => codes.Length == 0
        ? new() { ["SSH_ASKPASS_REQUIRE"] = "never" }
        : new()
        {
            ["SSH_ASKPASS"] = PathOf("askpass"),
            ["SSH_ASKPASS_REQUIRE"] = "force",
            ["AA_CODES"] = string.Join(' ', codes),
            ["AA_TURN"] = PathOf("turn-" + Guid.NewGuid().ToString("N")),
        };

    internal async Task<(int Exit, string Output, string Error)> SshAsync(
        string login, string address, string command, params string[] codes) =>
        await Tool.RunAsync("ssh", Ssh(login, address, command), null, Typing(codes));

    internal Tool.Running Start(string login, string address, string command, params string[] codes) =>
        Tool.Start("ssh", Ssh(login, address, command), Typing(codes));

    /// <summary>Starts a program that waits, and returns once its session is told as running.</summary>
    internal async Task<(Tool.Running Ssh, string Session)> StartWaitingAsync(string login, JsonNode grant, CancellationToken ct)
    {
        var code = await World.Technician(login).CodeAsync(ct);
        var ssh = Start(login, $"{login}+{grant["target"]}", "echo here; exec sleep 600", code);
        await ssh.SpokeAsync();
        return (ssh, await SessionAsync(grant, "live", ct));
    }

    /// <summary>The id of the grant's session, once it is in that state.</summary>
    internal async Task<string> SessionAsync(JsonNode grant, string state, CancellationToken ct)
    {
        var session = await Eventually.GetAsync(
            async () => (await World.Reviewer("rachel").GetAsync("sessions?limit=200", ct)).Must(200)["items"]!.AsArray()
                .FirstOrDefault(row => row!["grant"]!.GetValue<string>() == grant["id"]!.GetValue<string>()
                    && row["state"]!.GetValue<string>() == state),
            ct);
        return session!["id"]!.GetValue<string>();
    }

    /// <summary>The clinic's log as it is now, checked as its owner checks it.</summary>
    internal async Task<IReadOnlyList<JsonNode>> LogAsync(CancellationToken ct)
    {
        var folder = Directory.CreateDirectory(PathOf("log-" + Guid.NewGuid().ToString("N"))).FullName;
        await LogCopy.FetchAsync(World.Reviewer("rachel"), World.Client("clinique"), folder, ct);
        var report = LogCopy.Verify(folder);
        return report.Verdict == Verdict.Proved
            ? [.. LogCopy.Entries(folder)]
            : throw new InvalidOperationException($"the log is {report.Verdict}");
    }

    /// <summary>Waits until the log, which most entries reach a moment after the act, says so.</summary>
    internal Task LoggedAsync(Func<IReadOnlyList<JsonNode>, bool> so, CancellationToken ct) =>
        Eventually.GetAsync(async () => so(await LogAsync(ct)) ? "so" : null, ct);

    internal Task LoggedAsync(string kind, string? session, CancellationToken ct) => LoggedAsync(
        log => log.Any(entry => entry["k"]!.GetValue<string>() == kind && entry["sess"]?.GetValue<string>() == session),
        ct);

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Server.DisposeAsync();
    }

    string[] Ssh(string login, string address, string command) =>
        [.. Options(login), "-p", $"{World.SshPort}", $"{address}@127.0.0.1", command];

    static Cast CastOf(TargetServer server, string[] technicians)
    {
        string[] account = [TargetServer.Account];
        return new Cast(
            [
                new("clinique", "Clinique des Tilleuls",
                [
                    new("files", account, ["dossiers"], 2, server.Port),
                    new("down", account, ["dossiers"], 1),
                    new("changed", account, ["dossiers"], 1, server.Port, World.NobodysKey()),
                ]),
                new("mairie", "Mairie de Valmont", [new("other", account, ["etat-civil"], 1, server.Port)]),
            ],
            [
                .. technicians.Select(login => new Player(login, null, ["technician"], ["clinique"])),
                .. Enumerable.Range(1, technicians.Length).Select(
                    i => new Player($"approver{i}", "clinique", ["approver", "client-admin"], [])),
                new("bruno", null, ["technician"], ["mairie"]),
                new("sonia", null, ["provider-security"], []),
                new("rachel", "clinique", ["reviewer"], []),
                new("rita", "mairie", ["reviewer"], []),
                new("marc", "mairie", ["approver", "client-admin"], []),
            ]);
    }

    // Codes one by one; the environment of a test's own process, not a command line, carries them.
    async Task WriteAskPassAsync()
    {
        await File.WriteAllTextAsync(PathOf("askpass"), """
            #!/bin/sh
            turn=$(( $(cat "$AA_TURN" 2>/dev/null || echo 0) + 1 ))
            echo $turn >"$AA_TURN"
            echo "$AA_CODES" | cut -d' ' -f$turn

            """.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(
            PathOf("askpass"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    async Task LearnHostKeyAsync()
    {
        var shown = await Tool.RunAsync(
            "ssh-keygen", ["-y", "-f", Path.Combine(World.DataFolder, "keys", "ssh_host_ed25519_key")]);
        await File.WriteAllTextAsync(PathOf("known_hosts"), $"[127.0.0.1]:{World.SshPort} {shown.Output}");
    }
}
