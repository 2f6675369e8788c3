using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AccessAudit.Codes;
using AccessAudit.Refusals;
using AccessAudit.State;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AccessAudit.Web.Calls;

/// <summary>
/// A form's act. The drawn form carries a random <c>once</c>: the same sent twice (a double tap, Back and again, a lost
/// answer) decides once and leads to the same place; something else sent from it is another act. Unlike an API key it
/// keeps no refusals: the person corrects the same form and sends it again.
/// </summary>
sealed partial class Call
{
    const string FormMark = "form";

    /// <param name="once">From the form; whatever is not 16 to 64 letters or digits is taken as new.</param>
    /// <param name="code">True when the form carries a one-time code: a source of wrong ones waits first.</param>
    /// <param name="decide">Answers where the person goes next.</param>
    internal async Task<Answer<string>> PostAsync(string? once, bool code, Func<IWork, Task<Answer<string>>> decide)
    {
        if (code)
        {
            await PauseAsync();
        }

        var key = KeyOf(once);
        var (answer, awaits) = await CommitAsync<(Answer<string> Answer, IReadOnlyList<EntryRef> Awaits)>(async work =>
        {
            if (key is not null
                && await work.FindAsync<IdempotentAnswer>(Person.Organization, Person.Id, key)
                    is { RequestHash: FormMark } kept)
            {
                return (kept.Body, [.. kept.Awaits.Select(EntryOf)]);
            }

            var watched = new WatchedWork(work);
            var decided = await decide(watched);
            if (key is not null && !decided.IsRefused)
            {
                work.Add(new IdempotentAnswer
                {
                    Organization = Person.Organization,
                    Person = Person.Id,
                    Key = key,
                    RequestHash = FormMark,
                    Status = 303,
                    Body = decided.Value!,
                    Awaits = [.. watched.BeforeAct.Select(entry => $"{entry.Client}/{entry.EventId}")],
                    At = Now,
                });
            }

            return (decided, watched.BeforeAct);
        });
        return awaits.Count > 0 && !await _heads.CoverAsync(awaits, Patience, Gone)
            ? new Refusal("ledger.unavailable")
            : answer;
    }

    /// <summary>
    /// As above, for a form with a code whose answer is shown this once: kept sealed, so that whoever taps twice sees it
    /// too.
    /// </summary>
    internal async Task<Answer<T>> PostSecretAsync<T>(string? once, Func<IWork, Task<Answer<T>>> decide) where T : class
    {
        await PauseAsync();
        var seal = _http.RequestServices.GetRequiredService<ISecretSeal>();
        var key = KeyOf(once) is { } name ? new IdempotencyKey(name, FormMark) : null;
        var (answer, awaits) = await CommitAsync<(Answer<T> Answer, IReadOnlyList<EntryRef> Awaits)>(async work =>
        {
            if (key is not null
                && await key.RecallAsync(work, Person, Locale, seal, Gone)
                    is { Answer.Status: StatusCodes.Status200OK } kept)
            {
                return (JsonSerializer.Deserialize<T>(kept.Answer.Body, Api.Json.Options)!, kept.Awaits);
            }

            var watched = new WatchedWork(work);
            var decided = await decide(watched);
            if (key is not null && !decided.IsRefused)
            {
                var told = new Kept(Write(decided), watched.BeforeAct);
                await key.KeepAsync(work, Person, told, seal, Now, Gone);
            }

            return (decided, watched.BeforeAct);
        });
        return awaits.Count > 0 && !await _heads.CoverAsync(awaits, Patience, Gone)
            ? new Refusal("ledger.unavailable")
            : answer;
    }

    string? KeyOf(string? once) => once is { Length: >= 16 and <= 64 } && once.All(char.IsAsciiLetterOrDigit)
        ? $"form:{once}:{HashOfSent()}"
        : null;

    // Without what differs between two sendings of the same: the page's token, and a code that was typed anew.
    string HashOfSent()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{_http.Request.Path}\0"));
        foreach (var (name, values) in _http.Request.Form
            .Where(field => field.Key is not ("__RequestVerificationToken" or "once" or "otp"))
            .OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            foreach (var value in values)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{name.Length}:{name}{value?.Length}:{value}"));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static EntryRef EntryOf(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return new EntryRef(text[..slash], text[(slash + 1)..]);
    }
}
