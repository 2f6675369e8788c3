using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AccessAudit.Ledger.Append;
using AccessAudit.Ledger.Format;

namespace AccessAudit.Cli.Tests;

public sealed class FetchTests : IDisposable
{
    const string Origin = "fetch.example/client0001";

    readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory("fetch-");
    readonly LogKey _key = LogKey.Create(Origin);

    [Fact]
    public async Task A_rewritten_log_is_refuted_every_time_and_never_takes_the_place_of_the_saved_head()
    {
        var honest = Publish("log.created", "a", "b");
        Assert.Equal(0, await FetchAsync(honest));
        var rewritten = Publish("log.created", "a", "changed", "c");
        Assert.Equal(1, await FetchAsync(rewritten));
        Assert.Equal(honest["checkpoint"], await File.ReadAllBytesAsync(At("checkpoint"), Ct));
        Assert.Equal(rewritten["checkpoint"], await File.ReadAllBytesAsync(At("checkpoint.refuted"), Ct));
        Assert.Equal(1, await FetchAsync(rewritten));

        Assert.Equal(0, await FetchAsync(Publish("log.created", "a", "b", "c")));
    }

    public void Dispose()
    {
        _key.Dispose();
        _copy.Delete(recursive: true);
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string At(string path) => Path.Combine(_copy.FullName, path);

    Dictionary<string, byte[]> Publish(params string[] told)
    {
        List<byte[]> entries = [.. told.Select((text, at) => new Envelope
        {
            Id = $"01980000-0000-7000-8000-00000000000{at}",
            Kind = at == 0 ? text : "policy.changed",
            At = new DateTimeOffset(2026, 11, 24, 12, 0, at, TimeSpan.Zero),
            By = "system",
            Outcome = "success",
            Details = new Dictionary<string, object> { ["text"] = text },
        }.Write())];
        var grown = LogAppender.Append(0, (_, _) => null, entries.ConvertAll(entry => MerkleTree.LeafHash(entry)));
        var files = new Dictionary<string, byte[]>
        {
            ["log.vkey"] = Encoding.UTF8.GetBytes(_key.VerifierKey + "\n"),
            ["checkpoint"] = _key.Sign(new Checkpoint(Origin, grown.Size, grown.Root)),
            [TilePath.Entries(0, entries.Count)] = EntryBundle.Write(entries.ConvertAll(e => (ReadOnlyMemory<byte>)e)),
        };
        foreach (var tile in grown.Tiles)
            files[TilePath.Tile(tile.Level, tile.Index, tile.Data.Length / Hash.Size)] = tile.Data;
        return files;
    }

    async Task<int> FetchAsync(Dictionary<string, byte[]> log)
    {
        var address = $"http://127.0.0.1:{FreePort()}/log/";
        using var gateway = new HttpListener();
        gateway.Prefixes.Add(address);
        gateway.Start();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[Path.Combine(AppContext.BaseDirectory, "accessaudit.dll"), "fetch", address, _copy.FullName])
            start.ArgumentList.Add(word);
        using var program = Process.Start(start)!;
        var ended = program.WaitForExitAsync(Ct);
        var texts = Task.WhenAll(program.StandardOutput.ReadToEndAsync(Ct), program.StandardError.ReadToEndAsync(Ct));
        while (true)
        {
            var asked = gateway.GetContextAsync();
            if (await Task.WhenAny(asked, ended) == ended)
                break;
            Serve(await asked, log);
        }

        await texts;
        return program.ExitCode;
    }

    static void Serve(HttpListenerContext call, Dictionary<string, byte[]> log)
    {
        var bytes = log.GetValueOrDefault(call.Request.Url!.AbsolutePath["/log/".Length..]);
        call.Response.StatusCode = bytes is null ? 404 : 200;
        call.Response.Close(bytes ?? [], willBlock: true);
    }

    static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
