using System.IO.Compression;

namespace AccessAudit.Cli.Tests;

public sealed class VerifyTranscriptTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verify-");

    [Fact]
    public void The_manual_of_verify_tells_the_truth()
    {
        LayOut();
        var file = Repository.At("tests", "AccessAudit.Cli.Tests", "Transcripts", "verify.txt");
        var written = File.ReadAllText(file);
        var played = Transcript.Play(written, _folder.FullName);
        if (Environment.GetEnvironmentVariable("ACCESSAUDIT_WRITE_TRANSCRIPTS") == "1")
            File.WriteAllText(file, played);
        Assert.Equal(written, played);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // the folders and files that the transcript speaks of
    void LayOut()
    {
        Copy("513", "log");
        Copy("257", "shorter");
        Copy("513", "changed");
        Copy("513", "missing");
        Copy("3", "strange");
        Flip("changed/tile/entries/001", 20_000);
        File.Delete(At("missing/tile/0/001"));
        File.WriteAllText(At("strange/tile/note\u001b[2J.txt"), "");
        File.Copy(At("shorter/checkpoint"), At("head-of-january"));
        File.Copy(At("log/checkpoint"), At("head-of-february"));
        File.Copy(At("log/log.vkey"), At("annex.vkey"));
        File.WriteAllText(At("README"), "not a log");
        ZipFile.CreateFromDirectory(At("log"), At("log.zip"));
    }

    string At(string path) => Path.Combine(_folder.FullName, path);

    void Flip(string path, int at)
    {
        var bytes = File.ReadAllBytes(At(path));
        bytes[at] ^= 1;
        File.WriteAllBytes(At(path), bytes);
    }

    void Copy(string size, string to)
    {
        var from = Repository.At("tests", "vectors", "ledger", "v1", size);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(At(to), Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
