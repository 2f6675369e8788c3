using AccessAudit.Codes;
using AccessAudit.Contracts;
using AccessAudit.Journal;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Gateway.Credentials;

/// <summary>
/// The keys with which the gateway signs in at targets. They go in by an operator's command and come out only into a
/// session that the client's log already knows of.
/// </summary>
public sealed class CredentialVault(ISecretSeal seal)
{
    const int LargestKey = 64 * 1024;

    /// <summary>Stores or replaces the key of one account; the client's log hears that it happened, never what it is.</summary>
    /// <param name="privateKey">A PEM private key file's bytes; the caller wipes them.</param>
    public async Task<Answer<TargetCredential>> SetAsync(
        IWork work, string client, string target, string account, ReadOnlyMemory<byte> privateKey, DateTimeOffset now,
        CancellationToken ct)
    {
        if (await work.FindAsync<Target>(client, target) is not { } known)
        {
            return new Refusal("target.unknown", target);
        }

        if (!known.Accounts.Contains(account, StringComparer.Ordinal))
        {
            return new Refusal("account.not_allowed", account, known.Slug, string.Join(", ", known.Accounts));
        }

        if (privateKey.Length > LargestKey || !privateKey.Span.StartsWith("-----BEGIN "u8))
        {
            return new Refusal("secret.malformed");
        }

        var before = await work.FindAsync<TargetCredential>(client, target, account);
        var credential = new TargetCredential
        {
            Client = client,
            Target = target,
            Account = account,
            SealedKey = await seal.SealAsync(work, client, Purpose(target, account), privateKey, ct),
            SetAt = now,
            Version = before?.Version ?? 0,
        };
        if (before is null)
        {
            work.Add(credential);
        }
        else
        {
            work.Replace(credential);
        }

        work.Record(new Fact
        {
            Client = client,
            Kind = "secret.stored",
            At = now,
            Target = target,
            Details = Members.Of(("kind", "target_key"), ("replaces", before is null ? 0 : 1)),
        });
        return credential;
    }

    internal static async Task<bool> HoldsAsync(IRows rows, string client, string target, string account) =>
        await rows.FindAsync<TargetCredential>(client, target, account) is not null;

    /// <summary>The key file's bytes, which the caller wipes; null when none is stored.</summary>
    internal async Task<byte[]?> OpenAsync(
        IRows rows, string client, string target, string account, CancellationToken ct) =>
        await rows.FindAsync<TargetCredential>(client, target, account) is { } credential
            ? await seal.OpenAsync(rows, client, Purpose(target, account), credential.SealedKey, ct)
            : null;

    static string Purpose(string target, string account) => $"target:{target}:{account}";
}
