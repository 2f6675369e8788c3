using System.Text;
using AccessAudit.Ledger.Format;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Ledger.Tests.Scenarios;

public sealed class IndependentVerifierTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("independent-");

    public static TheoryData<string, Verdict> Corpus => new()
    {
        { "whole", Verdict.Proved },
        { "older parts", Verdict.Proved },
        { "other file", Verdict.Proved },
        { "saved head", Verdict.Proved },
        { "entry bit", Verdict.Refuted },
        { "entry spelling", Verdict.Refuted },
        { "older part bit", Verdict.Refuted },
        { "leaf tile bit", Verdict.Refuted },
        { "node tile bit", Verdict.Refuted },
        { "root bit", Verdict.Refuted },
        { "signature bit", Verdict.Refuted },
        { "loose base64", Verdict.Refuted },
        { "carriage returns", Verdict.Refuted },
        { "key bit", Verdict.Refuted },
        { "extra tile", Verdict.Refuted },
        { "cut tile", Verdict.Refuted },
        { "rollback", Verdict.Refuted },
        { "fork", Verdict.Refuted },
        { "session gap", Verdict.Refuted },
        { "session link", Verdict.Refuted },
        { "id twice", Verdict.Refuted },
        { "late version", Verdict.CannotTell },
        { "no bundle", Verdict.CannotTell },
        { "no tile", Verdict.CannotTell },
        { "no head", Verdict.CannotTell },
        { "no key", Verdict.CannotTell },
    };

    [Theory]
    [MemberData(nameof(Corpus))]
    public async Task A_verifier_written_from_the_documentation_agrees(string name, Verdict verdict)
    {
        var (log, since) = Build(name);
        var ours = log.Verify(since);
        Assert.True(verdict == ours.Verdict, string.Join('\n', ours.Findings));

        Tool.OrSkip("python3");
        Tool.OrSkip("openssl");
        log.WriteTo(At("log"));
        List<string> arguments = [Repository.At("tests", "independent", "verify.py"), At("log")];
        if (since is not null)
        {
            await File.WriteAllBytesAsync(At("since"), since, TestContext.Current.CancellationToken);
            arguments.AddRange(["--since", At("since")]);
        }
        var (code, output) = await Tool.RunAsync("python3", [.. arguments]);
        Assert.True(code == (int)verdict, $"{code}: {output}");
    }

    [Fact]
    public async Task OpenSSL_accepts_the_signature_of_a_head_and_refuses_a_changed_one()
    {
        Tool.OrSkip("openssl");
        var ct = TestContext.Current.CancellationToken;
        using var key = LogKey.Load(SampleLog.Origin, SampleLog.Seed);
        Assert.True(SignedNote.TryParse(SampleLog.OfSize(3).Files["checkpoint"], out var note, out _));
        await File.WriteAllTextAsync(At("pem"), key.VerifierKey.PublicKeyPem(), ct);
        await File.WriteAllBytesAsync(At("body"), note.Body, ct);
        await File.WriteAllBytesAsync(At("signature"), note.Signatures[0].Signature, ct);
        string[] verify =
        [
            "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", At("pem"), "-in", At("body"), "-sigfile", At("signature"),
        ];
        Assert.Equal(0, (await Tool.RunAsync("openssl", verify)).Code);
        await File.AppendAllTextAsync(At("body"), "\n", ct);
        Assert.NotEqual(0, (await Tool.RunAsync("openssl", verify)).Code);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    string At(string name) => Path.Combine(_folder.FullName, name);

    static (SampleLog Log, byte[]? Since) Build(string name)
    {
        var log = SampleLog.OfSize(260);
        var entries = SampleLog.Entries(260).ToList();
        SampleLog Signed(Envelope last) =>
            SampleLog.Of([.. entries.Take(259).Append(last).Select(entry => entry.Write())]);
        SampleLog Respelled(string from, string to) => SampleLog.Of(
        [
            .. entries.Take(259).Select(entry => entry.Write()),
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(entries[259].Write()).Replace(from, to, StringComparison.Ordinal)),
        ]);
        byte[] Text(string path, string from, string to) => Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(log.Files[path]).Replace(from, to, StringComparison.Ordinal));
        SampleLog Bit(string path, int at) => log.With(path, Flipped(log.Files[path], at));
        var older = SampleLog.OfSize(258);
        return name switch
        {
            "whole" => (log, null),
            "older parts" => (log.WithLeftoversOf(older), null),
            "other file" => (log.With("README", [1]), null),
            "saved head" => (log, older.Files["checkpoint"]),
            "entry bit" => (Bit("tile/entries/000", 9_000), null),
            "entry spelling" => (Respelled("\"by\":", "\"by\": "), null),
            "older part bit" => (log.With("tile/0/001.p/2", Flipped(older.Files["tile/0/001.p/2"], 40)), null),
            "leaf tile bit" => (Bit("tile/0/000", 8_000), null),
            "node tile bit" => (Bit("tile/1/000.p/1", 3), null),
            "root bit" => (Bit("checkpoint", SampleLog.Origin.Length + 10), null),
            "signature bit" => (Bit("checkpoint", log.Files["checkpoint"].Length - 20), null),
            "loose base64" => (log.With("checkpoint", Text("checkpoint", "=\n\n", "\n\n")), null),
            "carriage returns" => (log.With("checkpoint", Text("checkpoint", "\n", "\r\n")), null),
            "key bit" => (Bit("log.vkey", 60), null),
            "extra tile" => (log.With("tile/0/002.p/1", new byte[32]), null),
            "cut tile" => (log.With("tile/0/001.p/4", log.Files["tile/0/001.p/4"][..64]), null),
            "rollback" => (older, log.Files["checkpoint"]),
            "fork" => (Signed(entries[259] with { Outcome = "failure" }), log.Files["checkpoint"]),
            "session gap" => (Signed(entries[259] with { Number = 99 }), null),
            "session link" => (Signed(entries[259] with { Previous = entries[258].Previous }), null),
            "id twice" => (Signed(entries[259] with { Id = entries[7].Id }), null),
            "late version" => (Respelled("\"v\":1}", "\"v\":2}"), null),
            "no bundle" => (log.With("tile/entries/001.p/4", null), null),
            "no tile" => (log.With("tile/1/000.p/1", null), null),
            "no head" => (log.With("checkpoint", null), null),
            "no key" => (log.With("log.vkey", null), null),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "not in the corpus"),
        };
    }

    static byte[] Flipped(byte[] bytes, int at)
    {
        var changed = bytes.ToArray();
        changed[at] ^= 1;
        return changed;
    }
}
