using System.Security.Cryptography;
using System.Text;
using AccessAudit.Lifecycles;
using AccessAudit.People;
using AccessAudit.Refusals;

namespace AccessAudit.Proposals;

/// <summary>Pure decisions about one proposal.</summary>
public static class ProposalRules
{
    /// <summary>
    /// Two weeks: long enough for holidays, short enough that nobody accepts what they no longer remember.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(14);

    /// <summary>
    /// Those who may see the client's set-up (provider people: presuming that they may see the client).
    /// </summary>
    public static bool MaySee(Person person, Proposal proposal) =>
        RoleTable.May(person, Act.SeeSetup, proposal.Client);

    public static bool IsProposer(Person person, Proposal proposal) =>
        person.Organization == proposal.ProposerOrganization && person.Id == proposal.Proposer;

    /// <summary>The state at this moment, whether or not the clock has written it down yet.</summary>
    public static ProposalState StateAt(Proposal proposal, DateTimeOffset now) =>
        proposal.State == ProposalState.Pending && now >= proposal.ValidUntil ? ProposalState.Expired : proposal.State;

    /// <summary>The next state, or why that step is not allowed.</summary>
    public static Answer<ProposalState> Step(Proposal proposal, string fact, DateTimeOffset now) =>
        LifecycleTables.Proposal.Next(StateAt(proposal, now), fact) is { } next
            ? next
            : new Refusal("proposal.over", Words.Of(StateAt(proposal, now)));

    internal static string HashOf(string json) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
}
