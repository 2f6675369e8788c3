using AccessAudit.Sealing.Secrets;

namespace AccessAudit.Sealing.Tests.Contracts;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SealedSecrets : IDisposable
{
    readonly SecretBytes _key = SecretBytes.Random(SecretBox.KeyLength);
    readonly string _folder = Directory.CreateTempSubdirectory("key-").FullName;

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(5000)]
    public void A_secret_opens_under_its_key_and_context(int length)
    {
        var plaintext = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var box = SecretBox.Seal(_key, plaintext, "totp:acme:ana");
        Assert.Equal(length + SecretBox.Overhead, box.Length);
        Assert.Equal(1, box[0]);
        using var opened = SecretBox.Open(_key, box, "totp:acme:ana");
        Assert.Equal(plaintext, opened.Span.ToArray());
    }

    [Fact]
    public void Moved_to_another_person_it_does_not_open()
    {
        var box = SecretBox.Seal(_key, [1, 2, 3], "totp:acme:ana");
        Assert.Throws<SealedSecretException>(() => SecretBox.Open(_key, box, "totp:acme:bob"));
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_refused()
    {
        var box = SecretBox.Seal(_key, [1, 2, 3], "c");
        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            var damaged = box.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<SealedSecretException>(() => SecretBox.Open(_key, damaged, "c"));
        }

        for (var length = 0; length < box.Length; length++)
        {
            Assert.Throws<SealedSecretException>(() => SecretBox.Open(_key, box.AsSpan(0, length), "c"));
        }
    }

    [Fact]
    public void A_wiped_key_seals_nothing()
    {
        using var key = SecretBytes.Random(SecretBox.KeyLength);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => SecretBox.Seal(key, [1], "c"));
    }

    [Fact]
    public void A_data_key_belongs_to_its_organization_and_survives_a_new_kek()
    {
        var wrapped = DataKeys.Create(_key, "acme");
        using var dataKey = DataKeys.Unwrap(_key, wrapped, "acme");
        var box = SecretBox.Seal(dataKey, [7], "totp:acme:ana");
        Assert.Throws<SealedSecretException>(() => DataKeys.Unwrap(_key, wrapped, "globex"));

        using var newKek = SecretBytes.Random(SecretBox.KeyLength);
        var rewrapped = DataKeys.Rewrap(_key, newKek, wrapped, "acme");
        using var same = DataKeys.Unwrap(newKek, rewrapped, "acme");
        using var opened = SecretBox.Open(same, box, "totp:acme:ana");
        Assert.Equal([7], opened.Span.ToArray());
        Assert.Throws<SealedSecretException>(() => DataKeys.Unwrap(_key, rewrapped, "acme"));
    }

    [Fact]
    public void A_key_file_is_drawn_once_private_and_read_again()
    {
        var path = Path.Combine(_folder, "kek");
        using var first = KeyFile.LoadOrCreate(path);
        using var second = KeyFile.LoadOrCreate(path);
        Assert.Equal(first.Span.ToArray(), second.Span.ToArray());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_key_file_open_to_others_is_refused_with_what_to_do(UnixFileMode extra)
    {
        var path = Path.Combine(_folder, "kek");
        KeyFile.LoadOrCreate(path).Dispose();
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | extra);
        var refusal = Assert.Throws<KeyFileException>(() => KeyFile.LoadOrCreate(path));
        Assert.Contains("chmod 600", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_key_file_is_refused_and_not_replaced()
    {
        var path = Path.Combine(_folder, "kek");
        KeyFile.LoadOrCreate(path).Dispose();
        File.WriteAllBytes(path, new byte[31]);
        Assert.Throws<KeyFileException>(() => KeyFile.LoadOrCreate(path));
        Assert.Equal(31, new FileInfo(path).Length);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_clear_refusal() =>
        Assert.Throws<KeyFileException>(() => KeyFile.LoadOrCreate(Path.Combine(_folder, "no", "kek")));
}
