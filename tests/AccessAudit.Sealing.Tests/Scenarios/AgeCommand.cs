using System.Diagnostics;
using System.Security.Cryptography;
using AccessAudit.Sealing.Age;

namespace AccessAudit.Sealing.Tests.Scenarios;

/// <summary>The age tool of the system reads our files and we read its files.</summary>
public sealed class AgeCommand : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("age-").FullName;

    public static TheoryData<int> Sizes => [0, 1, 65535, 65536, 65537, 3_000_000];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task It_opens_what_we_seal(int size)
    {
        RequireAge();
        var ct = TestContext.Current.CancellationToken;
        using var first = AgeIdentity.Generate();
        using var second = AgeIdentity.Generate();
        var plaintext = RandomNumberGenerator.GetBytes(size);
        await File.WriteAllBytesAsync(In("sealed"), AgeFile.Seal(plaintext, first.Recipient, second.Recipient), ct);
        await File.WriteAllTextAsync(In("key"), second.ExportSecret() + "\n", ct);
        await RunAsync("age", "--decrypt", "-i", In("key"), "-o", In("opened"), In("sealed"));

        // The tool creates its output with the first byte: none for an empty file.
        Assert.Equal(plaintext, size == 0 ? [] : await File.ReadAllBytesAsync(In("opened"), ct));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task We_open_what_it_seals_to_a_key_that_it_made(int size)
    {
        RequireAge();
        var ct = TestContext.Current.CancellationToken;
        var plaintext = RandomNumberGenerator.GetBytes(size);
        await File.WriteAllBytesAsync(In("plain"), plaintext, ct);
        await RunAsync("age-keygen", "-o", In("key"));
        using var identity = AgeIdentity.ParseFile(await File.ReadAllTextAsync(In("key"), ct)).Single();
        await RunAsync("age", "-r", identity.Recipient.ToString(), "-o", In("sealed"), In("plain"));
        Assert.Equal(plaintext, AgeFile.Open(await File.ReadAllBytesAsync(In("sealed"), ct), identity));
    }

    static void RequireAge() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "age"))),
        "the age command is not on PATH");

    static async Task RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, error);
    }

    string In(string name) => Path.Combine(_folder, name);
}
