using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using AccessAudit.Gateway.Recording;
using AccessAudit.Sealing.Age;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Tests.Recording;

/// <summary>
/// kill -9 at random moments. The victim is this test program again, running only <see cref="Victim"/>; it tells each segment's
/// hash over loopback, as the real one appends a log entry.
/// </summary>
public sealed class KilledRecorder : RecorderFixture
{
    const string FolderVariable = "ACCESSAUDIT_TEST_VICTIM_FOLDER";
    const string RecipientVariable = "ACCESSAUDIT_TEST_VICTIM_RECIPIENT";
    const string PortVariable = "ACCESSAUDIT_TEST_VICTIM_PORT";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public async Task Every_segment_that_was_told_is_whole_and_what_was_cut_is_ignored(int segmentsBeforeTheKill)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var victim = StartVictim(((IPEndPoint)listener.LocalEndpoint).Port);
        var told = new List<string>();
        try
        {
            using var client = await listener.AcceptTcpClientAsync(Ct);
            using var lines = new StreamReader(client.GetStream());
            while (told.Count < segmentsBeforeTheKill)
            {
                told.Add(await lines.ReadLineAsync(Ct) ?? throw new InvalidOperationException("The victim ended by itself."));
            }

            victim.Kill();
            await victim.WaitForExitAsync(Ct);
        }
        finally
        {
            victim.Kill();
        }

        var list = Shelf.List(Session)!;
        Assert.Null(list.Closed);
        Assert.Equal(told, list.Segments.Take(told.Count).Select(s => s.Sha256));
        Assert.All(list.Segments, s => Assert.Equal(
            s.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, s.File))))));
        Assert.True(Directory.GetFiles(Folder, "*.tmp").Length <= 1);
        var chunks = ReadBack();
        Assert.True(chunks.Count >= told.Count);
        Assert.All(chunks, c => Assert.Equal(10_000, c.Data.Length));
    }

    [Fact(Explicit = true)]
    public async Task Victim()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(FolderVariable) is not null, "runs only to be killed");
        using var teller = new TcpClient();
        await teller.ConnectAsync(IPAddress.Loopback, int.Parse(Variable(PortVariable), provider: null), Ct);
        await using var lines = new StreamWriter(teller.GetStream()) { AutoFlush = true };
        await using var recorder = SessionRecorder.Start(new RecorderOptions
        {
            Folder = Variable(FolderVariable),
            Session = Session,
            Recipients = [AgeRecipient.Parse(Variable(RecipientVariable))],
            SegmentBytes = 50_000,
            OnSealed = (segment, ct) => lines.WriteLineAsync(segment.Sha256.AsMemory(), ct),
        });
        while (true)
        {
            await recorder.WriteAsync(RecordKind.StandardOutput, 1, new byte[10_000], Ct);
        }
    }

    static string Variable(string name) => Environment.GetEnvironmentVariable(name)!;

    Process StartVictim(int port)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                typeof(KilledRecorder).Assembly.Location, "--explicit", "only", "--progress", "off",
                "--filter-method", $"{typeof(KilledRecorder).FullName}.{nameof(Victim)}",
            ])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[FolderVariable] = Folder;
        start.Environment[RecipientVariable] = Client.Recipient.ToString();
        start.Environment[PortVariable] = port.ToString(provider: null);
        return Process.Start(start)!;
    }
}
