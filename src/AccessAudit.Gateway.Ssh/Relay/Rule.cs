namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>The three messages of the connection layer that carry a name (RFC 4254 sections 4, 5.1 and 5.4).</summary>
enum Item
{
    GlobalRequest,
    ChannelOpen,
    ChannelRequest,
}

/// <summary>What is done with a named message.</summary>
enum Ruling
{
    /// <summary>Passed on as it is, after its taps.</summary>
    Relay,

    /// <summary>Answered with a failure when its turn comes; the session goes on.</summary>
    Refuse,

    /// <summary>Belongs to one hop: never passed on, answered with a failure if an answer is wanted.</summary>
    Hop,

    /// <summary>no-more-sessions: noted and enforced here.</summary>
    NoMoreSessions,

    /// <summary>A peer that sends this is hostile or broken: the connection ends.</summary>
    Disconnect,
}

/// <summary>One row of the policy.</summary>
/// <param name="Argument">
/// The first string of a channel request (variable, subsystem): exact, or a prefix ending in <c>*</c>; null = any.
/// </param>
/// <param name="Fact">What the journal hears when it is refused.</param>
/// <param name="Topic">Names the refused thing in the text for the technician.</param>
sealed record Rule(
    Item Item, Side From, string Name, Ruling Ruling, string? Argument = null, string? Fact = null, Topic? Topic = null)
{
    public bool Matches(Item item, Side from, string name, string? argument) =>
        Item == item && From == from && Name == name && Argument switch
        {
            null => true,
            [.. var prefix, '*'] => argument?.StartsWith(prefix, StringComparison.Ordinal) == true,
            _ => argument == Argument,
        };
}

/// <summary>What was asked for and is closed here.</summary>
enum Topic
{
    Forwarding,
    Agent,
    X11,
    Tunnel,
    Subsystem,
    ChannelType,
    Request,
}
