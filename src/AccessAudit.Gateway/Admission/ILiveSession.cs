using AccessAudit.Gateway.Recording;
using AccessAudit.Journal;
using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Admission;

/// <summary>One admitted session, owned by the broker that opened it until <see cref="EndAsync"/>.</summary>
public interface ILiveSession : IAsyncDisposable
{
    string Id { get; }
    string Client { get; }

    /// <summary>Where to dial, and the only host keys to accept there (<c>ssh-ed25519 AAAA...</c>).</summary>
    string Host { get; }
    int Port { get; }
    IReadOnlyList<string> HostKeys { get; }
    string TargetTitle { get; }
    string Account { get; }
    DateTimeOffset ClosesAt { get; }

    /// <summary><c>fr</c> or <c>en</c>, of the technician.</summary>
    string Locale { get; }

    /// <summary>Running from admission on; when it fails, <see cref="Cut"/> follows by itself.</summary>
    SessionRecorder Recorder { get; }

    /// <summary>
    /// Cancelled when the session must end now: expiry, revocation, gatekeeper, terminate, recorder or ledger failure.
    /// The broker closes within a second, tells <see cref="CutText"/>, and calls <see cref="EndAsync"/>.
    /// </summary>
    CancellationToken Cut { get; }

    SessionEnd CutReason { get; }

    /// <summary>Why it was cut, in the technician's language.</summary>
    string CutText { get; }

    /// <summary>
    /// The target credential (an OpenSSH private key file's bytes), after a signed head covers its release. The caller
    /// zeroes it after use. Null when the ledger did not answer in time: then the session must end.
    /// </summary>
    Task<byte[]?> ReleaseCredentialAsync(CancellationToken ct);

    /// <summary>Records <c>session.started</c> and waits for its head; false = must end. Only then success may be told.</summary>
    Task<bool> StartAsync(CancellationToken ct);

    /// <summary>True while grant and gatekeeper still allow a new channel; asked at every channel open.</summary>
    Task<bool> StillAllowedAsync(CancellationToken ct);

    /// <summary>
    /// Journals one fact of this session (<c>session.command</c>, <c>session.channel_opened</c>, ...), durable once it
    /// returns; the caller relays what it tells only afterwards.
    /// </summary>
    Task NoteAsync(string kind, FactOutcome outcome, Members details, Members content, CancellationToken ct);

    /// <summary>Closes the recording, records the end and its cause. Idempotent; the first cause wins.</summary>
    Task EndAsync(SessionEnd cause, CancellationToken ct);
}
