namespace AccessAudit.People;

/// <summary>
/// What a person may be allowed to do with one client's things. Every desk and every API call names one.
/// </summary>
public enum Act
{
    /// <summary>Ask for access, and withdraw or answer about one's own ask.</summary>
    Ask,

    /// <summary>Open a session under one's own grant.</summary>
    Connect,

    /// <summary>See one's own requests, grants and sessions.</summary>
    SeeOwn,

    /// <summary>See every request of the client.</summary>
    SeeRequests,

    /// <summary>See every grant of the client, and that its sessions run; never what happens in them.</summary>
    SeeSessions,

    /// <summary>Approve, refuse, question.</summary>
    Decide,

    /// <summary>End a grant before its time.</summary>
    Revoke,

    /// <summary>Cut a running session.</summary>
    Terminate,

    /// <summary>Close the client's gatekeeper, or open it with a code.</summary>
    Guard,

    /// <summary>Search events, with their contents.</summary>
    Search,

    /// <summary>Fetch and replay recordings.</summary>
    Replay,

    /// <summary>Export evidence packs.</summary>
    Export,

    /// <summary>Read the log's tiles, entries and heads: pseudonyms and digests only.</summary>
    ReadLog,

    /// <summary>See the contract, its people and targets, and what is proposed to change in them.</summary>
    SeeSetup,

    /// <summary>Propose a new version of the contract.</summary>
    ProposeSetup,

    /// <summary>Accept, with a code, or refuse a proposed version.</summary>
    DecideSetup,
}
