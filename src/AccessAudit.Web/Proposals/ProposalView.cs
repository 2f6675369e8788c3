using AccessAudit.Proposals;
using AccessAudit.Web.Calls;
using AccessAudit.Web.People;

namespace AccessAudit.Web.Proposals;

/// <param name="Version">The number it would have.</param>
/// <param name="Sha256">Of the proposed file: what the accepting code is bound to.</param>
/// <param name="Proposer">Null = the gateway's operator.</param>
/// <param name="Changes">Everything that it would change, in order; null in lists.</param>
/// <param name="File">The proposed file; null in lists.</param>
sealed record ProposalView(
    string Id, ProposalState State, string Client, int Version, string Sha256, PersonView? Proposer,
    DateTimeOffset ProposedAt, DateTimeOffset ValidUntil, PersonView? DecidedBy, DateTimeOffset? DecidedAt,
    string? Reason, IReadOnlyList<ChangeView>? Changes, string? File)
{
    internal static async Task<ProposalView> OfAsync(
        Names names, Proposal proposal, IReadOnlyList<SetupChange>? changes, Call call) => new(
        proposal.Id, ProposalRules.StateAt(proposal, call.Now), proposal.Client, proposal.BasedOn + 1,
        proposal.BodyHash,
        proposal.Proposer is { } proposer ? await names.PersonAsync(proposal.ProposerOrganization!, proposer) : null,
        proposal.ProposedAt, proposal.ValidUntil,
        proposal.DecidedBy is { } decider ? await names.PersonAsync(proposal.Client, decider) : null,
        proposal.DecidedAt, proposal.Reason,
        changes is null ? null : [.. changes.Select(change => ChangeView.Of(change, call.Locale))],
        changes is null ? null : proposal.Body);
}

/// <param name="Weighty">Gives power over the client's systems or knowledge of its recordings: look twice.</param>
/// <param name="Text">One sentence in the caller's language.</param>
sealed record ChangeView(
    ChangeKind Kind, string Subject, string? Before, string? After, bool Weighty, string Text)
{
    internal static ChangeView Of(SetupChange change, string locale) => new(
        change.Kind, change.Subject, change.Before, change.After, change.IsWeighty, change.Say(locale));
}
