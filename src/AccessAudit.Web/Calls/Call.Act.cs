using System.Text.Json;
using AccessAudit.Codes;
using AccessAudit.Refusals;
using AccessAudit.State;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AccessAudit.Web.Calls;

/// <summary>
/// An act, in order: a body that is well formed; the pause that a source of wrong codes has earned; one transaction in
/// which the
/// desk decides and the answer is kept under the caller's <c>Idempotency-Key</c>; the wait until a signed head covers
/// every entry that must stand in the log before the act is told.
/// </summary>
sealed partial class Call
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    const int Attempts = 3;

    /// <param name="decide">Runs inside the transaction, again from the start when another process came first.</param>
    /// <param name="status">Of a yes.</param>
    /// <param name="secret">True when the answer must not lie readable in the database.</param>
    internal Task<IResult> ActAsync<TBody, T>(
        Func<IWork, TBody, Task<Answer<T>>> decide, int status = StatusCodes.Status200OK, bool secret = false)
        where TBody : class =>
        AnswerAsync<TBody>(async (work, body) => Write(await decide(work, body), status), secret);

    /// <summary>An act whose answer the endpoint writes itself.</summary>
    /// <param name="maxBytes">The largest body it takes.</param>
    internal async Task<IResult> AnswerAsync<TBody>(
        Func<IWork, TBody, Task<Written>> decide, bool secret = false, int maxBytes = Body.MaxBytes)
        where TBody : class
    {
        var (body, bytes, fault) = await Body.ReadAsync<TBody>(_http, maxBytes, Gone);
        if (body is null)
        {
            return Refuse(fault!.Refusal, fault.Path);
        }

        if (!IdempotencyKey.TryRead(_http.Request, bytes, out var key))
        {
            return Refuse(new Refusal("idempotency.key_malformed"));
        }

        if (body is ICarriesCode { Otp: not null })
        {
            await PauseAsync();
        }

        var kept = await CommitAsync(async work =>
            await OnceAsync(work, key, secret, watched => decide(watched, body)));
        return kept.Awaits.Count > 0 && !await _heads.CoverAsync(kept.Awaits, Patience, Gone)
            ? Refuse(new Refusal("ledger.unavailable"))
            : kept.Answer;
    }

    /// <summary>The pause that a source of wrong codes has earned, before its next one is looked at.</summary>
    internal async Task PauseAsync()
    {
        var pause = await _store.ReadAsync(rows => CodeDesk.DelayAsync(rows, From, Now), Gone);
        await Task.Delay(pause, _clock, Gone);
    }

    internal Written Write<T>(Answer<T> answer, int status = StatusCodes.Status200OK) => answer.Refusal is { } refusal
        ? Refuse(refusal)
        : new Written(status, JsonSerializer.Serialize(answer.Value, Api.Json.Options));

    /// <summary>An act without a body, or without a keepable answer.</summary>
    internal async Task<Answer<T>> CommitAsync<T>(Func<IWork, Task<Answer<T>>> decide)
    {
        var committed = await CommitAsync<(Answer<T> Answer, IReadOnlyList<EntryRef> Awaits)>(async work =>
        {
            var watched = new WatchedWork(work);
            return (await decide(watched), watched.BeforeAct);
        });
        return committed.Awaits.Count > 0 && !await _heads.CoverAsync(committed.Awaits, Patience, Gone)
            ? new Refusal("ledger.unavailable")
            : committed.Answer;
    }

    async Task<Kept> OnceAsync(IWork work, IdempotencyKey? key, bool secret, Func<IWork, Task<Written>> decide)
    {
        var seal = secret ? _http.RequestServices.GetRequiredService<ISecretSeal>() : null;
        if (key is not null && await key.RecallAsync(work, Person, Locale, seal, Gone) is { } before)
        {
            return before;
        }

        var watched = new WatchedWork(work);
        var kept = new Kept(await decide(watched), watched.BeforeAct);
        if (key is not null)
        {
            await key.KeepAsync(work, Person, kept, seal, Now, Gone);
        }

        return kept;
    }

    async Task<T> CommitAsync<T>(Func<IWork, Task<T>> decide)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await _store.CommitAsync(decide, Gone)).Result;
            }
            catch (StoreConflictException) when (attempt < Attempts)
            {
                // Somebody else changed the same row first: decide again from what stands there now.
            }
        }
    }
}

/// <summary>What was answered, and the entries that must be under a signed head before it may go out.</summary>
sealed record Kept(Written Answer, IReadOnlyList<EntryRef> Awaits);

/// <summary>A body with a one-time code.</summary>
interface ICarriesCode
{
    string? Otp { get; }
}
