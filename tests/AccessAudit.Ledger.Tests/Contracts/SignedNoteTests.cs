using System.Text;
using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Tests.Contracts;

public sealed class SignedNoteTests
{
    static readonly LogKey Key = LogKey.Load(SampleLog.Origin, SampleLog.Seed);
    static readonly Checkpoint Head = new(SampleLog.Origin, 5, MerkleTree.Empty);
    static readonly string Note = Encoding.UTF8.GetString(Key.Sign(Head));

    [Fact]
    public void A_signed_head_is_read_back()
    {
        Assert.True(SignedNote.TryParse(Key.Sign(Head), out var note, out var why), why);
        Assert.Equal(NoteVerdict.Verified, note.Verify(Key.VerifierKey));
        Assert.True(Checkpoint.TryParseBody(note.Body.Span, out var head, out why), why);
        Assert.Equal(Head, head);
        Assert.Equal(
            $"{SampleLog.Origin}\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", Encoding.UTF8.GetString(note.Body.Span));
    }

    [Fact]
    public void Lines_of_keys_we_do_not_know_are_kept_and_not_judged()
    {
        using var witness = LogKey.Create("witness.example");
        var lines = Encoding.UTF8.GetString(
            witness.Sign(Head with { Origin = "witness.example" })).Split("\n\n")[1];
        var longer = lines.Replace("= ", " ", StringComparison.Ordinal) + "\u2014 pq.example " + Convert.ToBase64String(new byte[2_424]) + "\n";
        var note = Parse(Note + longer);
        Assert.Equal(3, note.Signatures.Count);
        Assert.Equal(NoteVerdict.Verified, note.Verify(Key.VerifierKey));
        Assert.Equal(NoteVerdict.Forged, note.Verify(witness.VerifierKey));
    }

    [Fact]
    public void A_second_line_of_a_known_key_that_fails_condemns_the_note()
    {
        var other = Encoding.UTF8.GetString(Key.Sign(Head with { Size = 6 })).Split("\n\n")[1];
        Assert.Equal(NoteVerdict.Forged, Parse(Note + other).Verify(Key.VerifierKey));
    }

    [Fact]
    public void A_note_of_100_lines_is_read_and_one_of_101_is_refused()
    {
        var line = Note.Split("\n\n")[1];
        var text = Note[..^line.Length];
        Assert.Equal(100, Parse(text + string.Concat(Enumerable.Repeat(line, 100))).Signatures.Count);
        Refused(text + string.Concat(Enumerable.Repeat(line, 101)));
    }

    [Fact]
    public void What_could_be_changed_unseen_is_refused()
    {
        Refused(Note.Replace("\n", "\r\n", StringComparison.Ordinal));
        Refused(Note[..^1]);
        Refused(Note + "\n");
        Refused(Note.Replace("\u2014", "-", StringComparison.Ordinal));
        Refused(Note.Replace("\u2014 ", "\u2014  ", StringComparison.Ordinal));
        Refused(Note.Replace("\n\n", "\n", StringComparison.Ordinal));
        Refused(Note.TrimEnd('\n') + " \n");
        Refused("\n" + Note.Split("\n\n")[1]);
        Refused(Note.Split("\n\n")[0] + "\n\n");
        Refused(Note.Replace("5\n", "5\t\n", StringComparison.Ordinal));
        var signature = Note.Split(' ')[^1].TrimEnd('\n');
        Assert.Equal(new string('=', 1), signature[^1..]);
        var last = signature[^2];
        Refused(Note.Replace(signature, signature[..^2] + (char)(last + 1) + "=", StringComparison.Ordinal));
        Refused(Note.Replace(signature, signature[..8] + "\n" + signature[8..], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("a\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n")]
    [InlineData("a\n05\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a\n+5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a\n-5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n")]
    [InlineData("a\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n")]
    [InlineData("a\n5\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a b\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a+b\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    public void A_head_has_one_spelling(string body)
    {
        Assert.False(Checkpoint.TryParseBody(Encoding.UTF8.GetBytes(body), out _, out var why));
        Assert.NotEmpty(why);
    }

    [Fact]
    public void A_vkey_whose_base64_holds_plus_signs_is_read()
    {
        var vkey = Enumerable.Range(0, 1_000)
            .Select(i => new VerifierKey("log.example/1", Hash.Of([(byte)i, (byte)(i >> 8)]).AsSpan()).ToString())
            .First(text => text.Count(c => c == '+') > 3);
        Assert.Equal(vkey, VerifierKey.Parse(vkey).ToString());
        Assert.Throws<FormatException>(() => VerifierKey.Parse(vkey.ToUpperInvariant()));
        Assert.Throws<FormatException>(() => VerifierKey.Parse(vkey + "="));
        Assert.Throws<FormatException>(() => VerifierKey.Parse("x" + vkey));
    }

    [Fact]
    public void A_key_is_loaded_back_from_its_seed_and_signs_the_same_bytes()
    {
        using var created = LogKey.Create(SampleLog.Origin);
        using var loaded = LogKey.Load(SampleLog.Origin, created.ExportSeed());
        Assert.Equal(created.VerifierKey, loaded.VerifierKey);
        Assert.Equal(created.Sign(Head), loaded.Sign(Head));
        Assert.Throws<ArgumentException>(() => loaded.Sign(Head with { Origin = "other" }));
    }

    static SignedNote Parse(string text) =>
        SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out var note, out var why)
            ? note
            : throw new FormatException(why);

    static void Refused(string text)
    {
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out _, out var why), text);
        Assert.NotEmpty(why);
    }
}
