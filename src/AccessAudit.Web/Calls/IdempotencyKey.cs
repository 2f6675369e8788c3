using System.Security.Cryptography;
using System.Text;
using AccessAudit.Codes;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;
using AccessAudit.Web.Problems;
using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.Calls;

/// <summary>
/// The caller's <c>Idempotency-Key</c>: the first answer is kept in the transaction that decided it, and every retry
/// with the
/// same body gets it again, byte for byte. A refusal is an answer too: a new code needs a new key.
/// </summary>
sealed class IdempotencyKey(string key, string requestHash)
{
    const string Header = "Idempotency-Key";

    /// <summary>False when the header is there but not 1 to 128 printable ASCII characters.</summary>
    internal static bool TryRead(HttpRequest request, byte[] body, out IdempotencyKey? key)
    {
        key = null;
        var header = request.Headers[Header];
        if (header.Count == 0)
        {
            return true;
        }

        if (header.Count > 1 || header[0] is not { Length: >= 1 and <= 128 } value
            || value.Any(letter => letter is < '!' or > '~'))
        {
            return false;
        }

        key = new IdempotencyKey(value, Hash(request, body));
        return true;
    }

    /// <summary>The answer kept under this key, or the refusal when it was kept for another request; null when
    /// new.</summary>
    internal async Task<Kept?> RecallAsync(
        IWork work, Person person, string locale, ISecretSeal? seal, CancellationToken ct)
    {
        if (await work.FindAsync<IdempotentAnswer>(person.Organization, person.Id, key) is not { } kept)
        {
            return null;
        }

        if (kept.RequestHash != requestHash)
        {
            var problem = Problem.Of(new Refusal("idempotency.key_reused"), locale);
            return new Kept(new Written(problem.Status, problem.ToJson()), []);
        }

        var body = seal is null
            ? kept.Body
            : Encoding.UTF8.GetString(await seal.OpenAsync(
                work, person.Organization, Purpose(person), Convert.FromBase64String(kept.Body), ct));
        return new Kept(new Written(kept.Status, body), [.. kept.Awaits.Select(Parse)]);
    }

    internal async Task KeepAsync(
        IWork work, Person person, Kept kept, ISecretSeal? seal, DateTimeOffset now, CancellationToken ct) =>
        work.Add(new IdempotentAnswer
        {
            Organization = person.Organization,
            Person = person.Id,
            Key = key,
            RequestHash = requestHash,
            Status = kept.Answer.Status,
            Body = seal is null
                ? kept.Answer.Body
                : Convert.ToBase64String(await seal.SealAsync(
                    work, person.Organization, Purpose(person), Encoding.UTF8.GetBytes(kept.Answer.Body), ct)),
            Awaits = [.. kept.Awaits.Select(entry => $"{entry.Client}/{entry.EventId}")],
            At = now,
        });

    static EntryRef Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return new EntryRef(text[..slash], text[(slash + 1)..]);
    }

    string Purpose(Person person) => $"answer:{person.Id}:{key}";

    static string Hash(HttpRequest request, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
