using System.Security.Cryptography;
using AccessAudit.Contracts;
using AccessAudit.Gateway.Credentials;
using AccessAudit.Host.Settings;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Host.Verbs;

/// <summary>Seals a target's private key; the client's log hears that it happened, never what it is.</summary>
static class SetCredential
{
    internal static bool Understands(IReadOnlyDictionary<string, string> options) =>
        options.ContainsKey("target") && options.ContainsKey("account") && options.ContainsKey("key");

    /// <summary>A target's name is unique in the instance: the client need not be said, but is checked when it
    /// is.</summary>
    internal static async Task<int> RunAsync(HostSettings settings, IReadOnlyDictionary<string, string> options)
    {
        var (client, name, account) = (options.GetValueOrDefault("client"), options["target"], options["account"]);
        byte[] key;
        try
        {
            key = await File.ReadAllBytesAsync(options["key"]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Verb.Failed;
        }

        try
        {
            return await Tools.WithPartsAsync(settings, parts => SealAsync(parts, client, name, account, key));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    static async Task<int> SealAsync(IServiceProvider parts, string? client, string name, string account, byte[] key)
    {
        var vault = parts.GetRequiredService<CredentialVault>();
        var now = parts.GetRequiredService<TimeProvider>().GetUtcNow();
        var committed = await parts.GetRequiredService<IStore>().CommitAsync<Answer<Codes.TargetCredential>>(
            async work => await work.ListAsync<Target>(
                row => (client == null || row.Client == client) && row.Slug == name, 1) is [var target]
                ? await vault.SetAsync(work, target.Client, target.Id, account, key, now, CancellationToken.None)
                : new Refusal("target.unknown", name),
            CancellationToken.None);
        if (committed.Result.Refusal is { } refusal)
        {
            await Console.Error.WriteLineAsync(RefusalTexts.Say(refusal, "en"));
            return Verb.Failed;
        }

        Console.WriteLine($"sealed for {account} on {name}");
        return Verb.Done;
    }
}
