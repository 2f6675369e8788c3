using AccessAudit.Gateway.Ssh.Keys;

namespace AccessAudit.Gateway.Ssh.Authentication;

/// <summary>
/// Who may come in: asked by the user authentication layer, answered by the layer that knows people and grants.
/// Answers about unknown users must not differ from answers about unknown keys.
/// </summary>
interface IUserAuthority
{
    /// <summary>Whether this key may be offered for this user name. True tells the peer that both exist.</summary>
    ValueTask<bool> KnowsKeyAsync(string user, PublicKey key, CancellationToken ct);

    /// <summary>
    /// Whether the accepted key is enough for now. Then <see cref="NextAsync"/> is called at once, since a client that runs
    /// without a person (BatchMode, scp in a script) has no other method to go on with.
    /// </summary>
    ValueTask<bool> KeySufficesAsync(AuthenticatedKey who, CancellationToken ct);

    /// <summary>
    /// The next step after a valid signature. <paramref name="answers"/> is null at the first call, and again when the
    /// peer starts over; otherwise it holds one answer per prompt of the last <see cref="InteractiveStep.Ask"/>.
    /// Success is told to the peer only when this returns <see cref="InteractiveStep.Succeed"/>.
    /// </summary>
    ValueTask<InteractiveStep> NextAsync(
        AuthenticatedKey who, IReadOnlyList<string>? answers, CancellationToken ct);
}

/// <summary>The user name and the key whose signature was accepted; neither can change afterwards.</summary>
sealed record AuthenticatedKey(string User, PublicKey Key);

/// <summary>One question of keyboard-interactive; <see cref="Echo"/> false hides what is typed.</summary>
readonly record struct Prompt(string Text, bool Echo);

/// <summary>What happens next in keyboard-interactive (RFC 4256).</summary>
abstract record InteractiveStep
{
    InteractiveStep()
    {
    }

    /// <summary>Shows the instruction and asks the prompts (none is allowed: a mere message).</summary>
    public sealed record Ask(string Name, string Instruction, IReadOnlyList<Prompt> Prompts) : InteractiveStep;

    /// <summary>Lets the user in, after an optional banner.</summary>
    public sealed record Succeed(string? Banner = null) : InteractiveStep;

    /// <summary>
    /// Refuses with a text for the user. Not final: the peer may start over. Final: the connection ends.
    /// </summary>
    public sealed record Refuse(string Text, bool Final) : InteractiveStep;
}
