using System.Diagnostics;
using System.Text.Json.Nodes;
using AccessAudit.World;

namespace AccessAudit.Benchmarks;

/// <summary>The same sshd by two ways: through the gateway, and through OpenSSH's ProxyJump.</summary>
sealed class Routes
{
    readonly Place _place;
    readonly WorldFile _world;
    readonly string _target;

    Routes(Place place, WorldFile world, string target) => (_place, _world, _target) = (place, world, target);

    /// <summary>Asks, approves and opens a code window of fifteen minutes, so that the loop types no code.</summary>
    public static async Task<Routes> OpenAsync()
    {
        var place = new Place(Environment.GetEnvironmentVariable("ACCESSAUDIT_DEMO") ?? "artifacts/demo");
        var world = WorldFile.Read(place);
        var target = world.Targets[0];
        var ana = world.People.Single(person => person.Login == "ana");
        var claire = world.People.Single(person => person.Login == "claire");
        using var asAna = await Api.AsAsync(ana);
        var request = await asAna.PostAsync("requests", new JsonObject
        {
            ["client"] = target.Client,
            ["target"] = target.Name,
            ["account"] = target.Account,
            ["protocol"] = "ssh",
            ["reason"] = "Benchmark of the gateway against a jump host",
            ["minutes"] = 60,
        });
        using var asClaire = await Api.AsAsync(claire);
        await asClaire.PostAsync($"requests/{request["id"]}/approve", new JsonObject
        {
            ["otp"] = await Phone.NextAsync(place, claire.TotpSecret!, "claire"),
            ["codeWindowMinutes"] = 15,
        });
        var routes = new Routes(place, world, target.Name);
        var first = await Shell.RunAsync("ssh", ["-o", "BatchMode=no", .. routes.Gateway(), "true"],
            ("SSH_ASKPASS", Path.Combine(place.Folder, "bin", "accessaudit-world")), ("SSH_ASKPASS_REQUIRE", "force"),
            ("ACCESSAUDIT_DEMO_CODE_FOR", "ana"), ("ACCESSAUDIT_DEMO", place.Folder));
        return first.Exit == 0 ? routes : throw new DemoException($"the first session failed: {first.Errors}");
    }

    public string[] Gateway(params string[] more) =>
    [
        "-F", "none", "-T", "-i", _place.Key("ana"), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o",
        $"UserKnownHostsFile={Path.GetFullPath(_world.Ssh.KnownHosts)}", .. more,
        "-p", $"{Place.SshPort}", $"ana+{_target}@127.0.0.1",
    ];

    public string[] Jump(params string[] more)
    {
        var key = _place.Target("gateway_ed25519");
        var common = $"-F none -i {key} -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=no "
            + "-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR";
        // What -J does, with the options it would not pass on.
        var proxy = $"ssh {common} {string.Join(' ', more)} -W 127.0.0.1:{Place.TargetPort} -p {Place.TargetPort} "
            + $"{Environment.UserName}@127.0.0.1";
        return
        [
            "-T", .. common.Split(' '), .. more, "-o", $"ProxyCommand={proxy}",
            "-p", $"{Place.TargetPort}", $"{Environment.UserName}@127.0.0.1",
        ];
    }

    /// <summary>Seconds of one <c>ssh</c>; its input is that many zero bytes.</summary>
    public static async Task<double> TimeAsync(string[] ssh, string command, long inputBytes)
    {
        var start = new ProcessStartInfo("ssh", [.. ssh, command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var block = new byte[1 << 20];
        for (; inputBytes > 0; inputBytes -= block.Length)
        {
            await process.StandardInput.BaseStream.WriteAsync(block);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        clock.Stop();
        await output;
        return process.ExitCode == 0
            ? clock.Elapsed.TotalSeconds
            : throw new DemoException($"ssh answered {process.ExitCode}: {await errors}");
    }
}
