using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AccessAudit.Ledger.Verify;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Ssh;

/// <summary>The product's reason: ask, approve with a code, open with another, recorded, found, verified, with the tools people have.</summary>
public abstract class ChainTests(SharedHouse shared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    SshHouse House => shared.House;

    [Fact]
    public async Task The_five_acts_end_with_a_log_that_proves_them_and_a_recording_only_the_client_opens()
    {
        Tool.Needs("ssh", "sshd");
        await House.KeyAsync("tech1", Ct);
        var grant = await House.GrantAsync("tech1", "approver1", Ct);
        var code = await House.World.Technician("tech1").CodeAsync(Ct);

        var ran = await House.SshAsync("tech1", "tech1+files", "echo seen on the screen; echo aside >&2; exit 7", code);

        Assert.Equal((7, "seen on the screen\n"), (ran.Exit, ran.Output));
        Assert.Contains("aside", ran.Error, StringComparison.Ordinal);
        var session = await SealedSessionAsync(grant);
        await ToldAsync("approver1", session);
        await FoundAsync("aside", session);
        var log = await CopyLogAsync("five-acts");
        Assert.Equal(Verdict.Proved, LogCopy.Verify(log).Verdict);
        await RecordingAsync(session, log);
    }

    /// <summary>Whoever approved it hears that it began and ended.</summary>
    async Task ToldAsync(string approver, string session)
    {
        var notices = (await House.World.Approver(approver).GetAsync("me/notices?limit=200", Ct)).Must(200)["items"]!;
        Assert.Equal(["session.ended", "session.started"], notices.AsArray()
            .Where(notice => notice!["subject"]?.GetValue<string>() == session)
            .Select(notice => notice!["kind"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Scp_sftp_rsync_and_a_terminal_work_unwrapped_inside_a_code_window()
    {
        Tool.Needs("ssh", "sshd", "scp", "sftp", "rsync");
        await House.KeyAsync("tech2", Ct);
        await House.GrantAsync("tech2", "approver2", Ct, window: 15);
        var folder = Directory.CreateDirectory(House.PathOf("transfer")).FullName;
        var data = RandomNumberGenerator.GetBytes(3_000_000);
        await File.WriteAllBytesAsync(Path.Combine(folder, "up"), data, Ct);
        var first = await House.SshAsync(
            "tech2", "tech2+files", "true", await House.World.Technician("tech2").CodeAsync(Ct));
        Succeeded(first);

        string[] options = [.. House.Options("tech2"), "-o", "BatchMode=yes", "-P", $"{House.World.SshPort}"];
        var remote = $"tech2+files@127.0.0.1:{folder}";
        Succeeded(await Tool.RunAsync("scp", [.. options, $"{folder}/up", $"{remote}/by-scp"]));
        Succeeded(await Tool.RunAsync("scp", ["-O", .. options, $"{folder}/up", $"{remote}/by-old-scp"]));
        Succeeded(await Tool.RunAsync("scp", [.. options, $"{remote}/up", $"{folder}/back"]));
        var batch = Path.Combine(folder, "batch");
        await File.WriteAllTextAsync(batch, $"put {folder}/up {folder}/by-sftp\nrename {folder}/by-sftp {folder}/by-sftp2\n", Ct);
        Succeeded(await Tool.RunAsync("sftp", [.. options, "-b", batch, "tech2+files@127.0.0.1"]));
        var shell = string.Join(' ', ["ssh", .. House.Options("tech2"), "-o", "BatchMode=yes", "-p", $"{House.World.SshPort}", "-l", "tech2+files"]);
        Succeeded(await Tool.RunAsync("rsync", ["-a", "-e", shell, $"{folder}/up", $"127.0.0.1:{folder}/by-rsync"]));
        foreach (var copy in new[] { "by-scp", "by-old-scp", "back", "by-sftp2", "by-rsync" })
        {
            Assert.Equal(data, await File.ReadAllBytesAsync(Path.Combine(folder, copy), Ct));
        }

        var terminal = await Tool.RunAsync(
            "ssh", ["-tt", .. House.Options("tech2"), "-o", "BatchMode=yes", "-p", $"{House.World.SshPort}", "tech2+files@127.0.0.1", "tty && stty size"]);
        Assert.Equal(0, terminal.Exit);
        Assert.Contains("/dev/pts/", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_flipped_byte_of_the_copied_log_is_refuted_and_any_missing_file_is_noticed()
    {
        var log = await CopyLogAsync("flips");
        var files = Directory.GetFiles(log, "*", SearchOption.AllDirectories);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, Ct);
            for (var at = 0; at < bytes.Length; at += Math.Max(1, bytes.Length / 23))
            {
                bytes[at] ^= 1;
                await File.WriteAllBytesAsync(file, bytes, Ct);
                Assert.Equal(Verdict.Refuted, LogCopy.Verify(log).Verdict);
                bytes[at] ^= 1;
            }

            File.Delete(file);
            Assert.NotEqual(Verdict.Proved, LogCopy.Verify(log).Verdict);
            await File.WriteAllBytesAsync(file, bytes, Ct);
        }

        Assert.Equal(Verdict.Proved, LogCopy.Verify(log).Verdict);
    }

    [Fact]
    public async Task A_verifier_that_shares_no_code_with_us_and_OpenSSL_accept_the_same_log()
    {
        Tool.Needs("python3", "openssl");
        var log = await CopyLogAsync("independent");

        var told = await Tool.RunAsync("python3", [Repository("tests/independent/verify.py"), log]);

        Assert.True(told.Exit == 0, told.Output + told.Error);
        var bundle = Directory.GetFiles(Path.Combine(log, "tile", "entries"), "*", SearchOption.AllDirectories)[0];
        var bytes = await File.ReadAllBytesAsync(bundle, Ct);
        bytes[bytes.Length / 3] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes, Ct);
        Assert.Equal(1, (await Tool.RunAsync("python3", [Repository("tests/independent/verify.py"), log])).Exit);
    }

    static void Succeeded((int Exit, string Output, string Error) ran) =>
        Assert.True(ran.Exit == 0, $"{ran.Exit}: {ran.Output}{ran.Error}");

    async Task<string> SealedSessionAsync(JsonNode grant)
    {
        var rachel = House.World.Reviewer("rachel");
        var session = await Eventually.GetAsync(
            async () => (await rachel.GetAsync("sessions", Ct)).Must(200)["items"]!.AsArray().FirstOrDefault(
                row => row!["grant"]!.GetValue<string>() == grant["id"]!.GetValue<string>()
                    && row["state"]!.GetValue<string>() == "sealed"), Ct);
        return session!["id"]!.GetValue<string>();
    }

    async Task FoundAsync(string words, string session)
    {
        var rachel = House.World.Reviewer("rachel");
        var hit = await Eventually.GetAsync(
            async () => (await rachel.GetAsync($"search?q={words}&action=session.command", Ct)).Must(200)["items"]!
                .AsArray() is [var first, ..] ? first : null, Ct);
        Assert.Equal(session, hit!["session"]!.GetValue<string>());
        Assert.Contains("tech1", hit["actor"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    async Task<string> CopyLogAsync(string name)
    {
        Tool.Needs("ssh", "sshd");
        var folder = Directory.CreateDirectory(House.PathOf("log-" + name)).FullName;
        await LogCopy.FetchAsync(House.World.Reviewer("rachel"), House.World.Client("clinique"), folder, Ct);
        return folder;
    }

    // Every segment is what the log says it is; the client's identity opens it, by our tool and by age itself.
    async Task RecordingAsync(string session, string log)
    {
        var zip = await House.World.Reviewer("rachel").BytesAsync($"sessions/{session}/recording?purpose=test", Ct);
        var folder = Directory.CreateDirectory(House.PathOf("recording")).FullName;
        using (var archive = new ZipArchive(new MemoryStream(zip!)))
        {
            archive.ExtractToDirectory(folder, overwriteFiles: true);
        }

        var logged = LogCopy.Entries(log).Where(entry => entry["k"]!.GetValue<string>() == "recording.segment_sealed"
            && entry["sess"]!.GetValue<string>() == session).Select(entry => entry["d"]!["sha256"]!.GetValue<string>());
        var kept = Directory.GetFiles(folder, "*.age").Order(StringComparer.Ordinal)
            .Select(file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))).ToList();
        Assert.NotEmpty(kept);
        Assert.Equal(logged, kept);

        var identity = House.PathOf("client.age-identity");
        await File.WriteAllTextAsync(identity, House.World.AgeIdentity.ExportSecret() + "\n", Ct);
        var shown = await Tool.RunAsync(
            Binary.PathOf("accessaudit"), ["replay", folder, "--identity", identity, "--text"]);
        Assert.Contains("seen on the screen", shown.Output, StringComparison.Ordinal);
        if (Tool.Find("age") is not null)
        {
            var opened = await Tool.RunAsync("age", ["-d", "-i", identity, Directory.GetFiles(folder, "*.age")[0]]);
            Assert.Contains("seen on the screen", opened.Output, StringComparison.Ordinal);
        }
    }

    static string Repository(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AccessAudit.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("not inside the repository");
        }

        return Path.Combine(folder.FullName, path);
    }
}
