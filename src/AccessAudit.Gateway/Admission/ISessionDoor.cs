using AccessAudit.Refusals;

namespace AccessAudit.Gateway.Admission;

/// <summary>
/// What a protocol's broker asks before, while and after a session runs. The door decides; the broker obeys and relays.
/// </summary>
public interface ISessionDoor
{
    /// <summary>True when this key is registered, living, and belongs to an active technician of that login.</summary>
    Task<bool> KnowsKeyAsync(string login, string keyFingerprint, CancellationToken ct);

    /// <summary><c>fr</c> or <c>en</c>: the language of the person behind a login whose key has signed.</summary>
    Task<string> LocaleAsync(string login, CancellationToken ct);

    /// <summary>The grants this person could open now, for the list that <c>login@gateway</c> alone shows.</summary>
    Task<IReadOnlyList<OpenGrant>> OpenGrantsAsync(Knocker who, CancellationToken ct);

    /// <summary>True when the client allowed a code window on the grant and one is open for this key and source.</summary>
    Task<bool> HasOpenWindowAsync(Knocker who, Wanted wanted, CancellationToken ct);

    /// <summary>
    /// Checks the code first (always, and it is spent), then the grant; on success the session exists in state
    /// <c>connecting</c> with its recorder running, and the credential's release is on its way into the log.
    /// </summary>
    /// <param name="code">Null only inside an open code window.</param>
    Task<Admission> AdmitAsync(Knocker who, Wanted wanted, string? code, CancellationToken ct);
}

/// <param name="Login">As typed before the first <c>+</c>.</param>
/// <param name="KeyFingerprint">Of the key that signed, <c>SHA256:...</c>.</param>
/// <param name="Source">Peer address without port.</param>
public sealed record Knocker(string Login, string KeyFingerprint, string Source, string Protocol);

/// <param name="Target">The target's slug; null with <paramref name="Grant"/>, or when there was nothing to pick from.</param>
/// <param name="Account">Null when the technician left it to the grant (there must then be one).</param>
/// <param name="Grant">A grant picked from the list.</param>
public sealed record Wanted(string? Target, string? Account, string? Grant);

public sealed record OpenGrant(
    string Id, string Target, string TargetTitle, string Account, string Client, DateTimeOffset ClosesAt);

/// <summary>The door's answer.</summary>
public abstract record Admission
{
    /// <summary>The broker may dial. It must end the session in every case.</summary>
    public sealed record Open(ILiveSession Session) : Admission;

    /// <summary>
    /// No. <paramref name="MayRetryCode"/> is true when only the code was wrong: then nothing else is told.
    /// <paramref name="Text"/> is in the person's language, one or two sentences, safe for a terminal.
    /// </summary>
    public sealed record Closed(Refusal Refusal, string Text, bool MayRetryCode) : Admission;
}
