using AccessAudit.Ledger.Format;

namespace AccessAudit.Ledger.Verify;

/// <summary>What a verification is measured against, beside the log itself.</summary>
public sealed record VerifyOptions
{
    /// <summary>The log's key from a source the log's keeper does not hold; null takes the folder's own.</summary>
    public VerifierKey? Key { get; init; }

    /// <summary>The bytes of a <c>checkpoint</c> saved earlier; null cannot notice a rollback.</summary>
    public byte[]? Since { get; init; }
}

/// <summary>The answer. The numbers are the exit codes of <c>accessaudit verify</c>.</summary>
public enum Verdict
{
    /// <summary>Every byte present agrees with a head signed by the key.</summary>
    Proved = 0,

    /// <summary>Something contradicts the head, the key or the saved head.</summary>
    Refuted = 1,

    /// <summary>Nothing contradicts, but something needed is not there.</summary>
    CannotTell = 2,
}

/// <summary>What is wrong with the file, entry or head that a <see cref="Finding"/> names.</summary>
public enum FindingKind
{
    /// <summary>A file that this size needs is not there.</summary>
    Missing,

    /// <summary>A file is there and cannot be read.</summary>
    Unreadable,

    /// <summary>A file of an archive that does not unpack.</summary>
    Damaged,

    /// <summary>Longer than the format allows.</summary>
    TooLong,

    /// <summary>An archive holds the path twice: two readers could see two logs.</summary>
    PathTwice,

    /// <summary>Not a signed head.</summary>
    HeadMalformed,

    /// <summary>Not one vkey line.</summary>
    KeyMalformed,

    /// <summary>The folder offers another key than the one given.</summary>
    KeyDiffers,

    /// <summary>The head is of a log that the key does not name.</summary>
    OriginDiffers,

    /// <summary>No signature is by the key.</summary>
    NotSigned,

    /// <summary>A signature claims the key and fails.</summary>
    SignatureFails,

    /// <summary>The head has no entry; a log begins with <c>log.created</c>.</summary>
    LogEmpty,

    /// <summary>A file under <c>tile/</c> whose name means nothing.</summary>
    UnknownFile,

    /// <summary>A tile or bundle that reaches past the signed size: nothing vouches for it.</summary>
    BeyondHead,

    /// <summary>A bundle that does not hold its entries exactly.</summary>
    BundleMalformed,

    /// <summary>A hash tile that disagrees with the entries.</summary>
    TileDiffers,

    /// <summary>An older partial tile or bundle that is not the beginning of the later one.</summary>
    OlderPartDiffers,

    /// <summary>The entries give another root than the signed one.</summary>
    RootDiffers,

    /// <summary>An entry that is not the canonical spelling of an envelope.</summary>
    EntryMalformed,

    /// <summary>An entry of a later format: this program is too old to judge it.</summary>
    EntryOfLaterVersion,

    /// <summary>Entry 0 is not <c>log.created</c>.</summary>
    CreationMissing,

    /// <summary><c>log.created</c> stands elsewhere than at 0.</summary>
    CreationRepeated,

    /// <summary>Two entries with one id.</summary>
    IdRepeated,

    /// <summary>A session's count <c>n</c> jumps, repeats or does not begin at 0.</summary>
    SessionCountBroken,

    /// <summary>A session's <c>prev</c> is not the hash of its entry before.</summary>
    SessionChainBroken,

    /// <summary>The saved head is not a signed head.</summary>
    SavedHeadMalformed,

    /// <summary>No signature of the saved head is by the key.</summary>
    SavedHeadNotSigned,

    /// <summary>A signature of the saved head claims the key and fails.</summary>
    SavedHeadSignatureFails,

    /// <summary>The log is shorter than the saved head: entries were taken back.</summary>
    RolledBack,

    /// <summary>The log does not begin with what the saved head covered: history was rewritten.</summary>
    Forked,
}

/// <summary>One disagreement, with what disagrees.</summary>
public sealed record Finding
{
    /// <summary>What is wrong.</summary>
    public required FindingKind Kind { get; init; }

    /// <summary>The file, relative to the log; <c>checkpoint</c> stands for its head.</summary>
    public required string Path { get; init; }

    /// <summary>Index of the entry in the log, or of the first one concerned.</summary>
    public long? Entry { get; init; }

    /// <summary>What should stand there: a leaf or node in hexadecimal, a root in base64, a size, a key.</summary>
    public string? Expected { get; init; }

    /// <summary>What stands there.</summary>
    public string? Found { get; init; }

    /// <summary>Technical reason, in English.</summary>
    public string? Why { get; init; }

    /// <summary>What this finding alone makes of the log.</summary>
    public Verdict Verdict => Kind is FindingKind.Missing or FindingKind.Unreadable or FindingKind.EntryOfLaterVersion
        or FindingKind.SavedHeadMalformed ? Verdict.CannotTell : Verdict.Refuted;
}

/// <summary>The result of a verification.</summary>
public sealed record VerifyReport
{
    /// <summary>Refuted when any finding refutes, else "cannot tell" when any leaves a doubt, else proved.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>In the order met, at most <see cref="MaxFindings"/>.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Findings beyond those kept.</summary>
    public long FindingsOmitted { get; init; }

    /// <summary>The head of the log, when it could be read; signed or not is the findings' business.</summary>
    public Checkpoint? Head { get; init; }

    /// <summary>The key it was checked with.</summary>
    public VerifierKey? Key { get; init; }

    /// <summary>True when that key came from the log's own folder: it then proves nothing about whose log it is.</summary>
    public bool KeyIsFromLog { get; init; }

    /// <summary>The saved head it was compared with.</summary>
    public Checkpoint? Since { get; init; }

    /// <summary>Entries whose bytes were read and hashed.</summary>
    public long Entries { get; init; }

    /// <summary>Sessions whose count and chain were followed.</summary>
    public long Sessions { get; init; }

    /// <summary>Instant of the first entry, by the gateway's clock.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>Instant of the last entry, by the gateway's clock.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>Files read and compared.</summary>
    public long Files { get; init; }

    /// <summary>Files that are no part of a log: neither read nor proved.</summary>
    public IReadOnlyList<string> OtherFiles { get; init; } = [];

    /// <summary>Signature lines by keys not known here: neither judged nor proved.</summary>
    public int OtherSignatures { get; init; }

    /// <summary>How many findings a report keeps.</summary>
    public const int MaxFindings = 200;
}
