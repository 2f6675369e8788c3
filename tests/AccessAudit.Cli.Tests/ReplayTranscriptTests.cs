using System.IO.Compression;
using System.Text.RegularExpressions;

namespace AccessAudit.Cli.Tests;

public sealed partial class ReplayTranscriptTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("replay-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_manual_of_replay_tells_the_truth()
    {
        LayOut();
        var file = Repository.At("tests", "AccessAudit.Cli.Tests", "Transcripts", "replay.txt");
        var written = File.ReadAllText(file);
        var played = Transcript.Play(written, _folder.FullName);
        if (Environment.GetEnvironmentVariable("ACCESSAUDIT_WRITE_TRANSCRIPTS") == "1")
            File.WriteAllText(file, played);
        Assert.Equal(written, played);
    }

    [Fact]
    public void A_new_key_is_private_and_its_recipient_is_printed()
    {
        var played = Transcript.Play("$ accessaudit keygen -o key\n", _folder.FullName);
        Assert.Matches(@"\A\$ accessaudit keygen -o key\nage1[a-z0-9]{58}\n\? 0\n\z", played);
        Assert.Matches(IdentityFile(), File.ReadAllText(At("key")));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("key")));
    }

    void LayOut()
    {
        Copy("recording");
        Copy("changed");
        Copy("missing");
        Copy("shortened");
        ZipFile.CreateFromDirectory(At("recording"), At("recording.zip"));
        var segment = File.ReadAllBytes(At("changed/000002.age"));
        segment[^1] ^= 1;
        File.WriteAllBytes(At("changed/000002.age"), segment);
        File.Delete(At("missing/000002.age"));
        File.Delete(At("shortened/000002.age"));
        File.Delete(At("shortened/segments.json"));
        File.Copy(Vector("identity.txt"), At("identity.txt"));
        File.WriteAllText(
            At("stranger.txt"), "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0\n");
    }

    void Copy(string to)
    {
        Directory.CreateDirectory(At(to));
        foreach (var file in Directory.EnumerateFiles(Vector("sample")))
            File.Copy(file, Path.Combine(At(to), Path.GetFileName(file)));
    }

    string At(string path) => Path.Combine(_folder.FullName, path);

    static string Vector(string name) => Repository.At("tests", "vectors", "recording", "v1", name);

    [GeneratedRegex(@"\A# created: \S+\n# public key: age1\S+\nAGE-SECRET-KEY-1\S+\n\z")]
    private static partial Regex IdentityFile();
}
