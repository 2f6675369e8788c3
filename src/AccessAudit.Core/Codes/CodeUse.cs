using AccessAudit.Journal;
using AccessAudit.People;

namespace AccessAudit.Codes;

/// <summary>What one code is given for, and whose logs hear of it.</summary>
/// <param name="Purpose">A word of <see cref="CodePurpose"/>.</param>
/// <param name="Subject">The hash or id that the code is bound to.</param>
/// <param name="Clients">The logs that hear of it.</param>
sealed record CodeUse(string Purpose, string Subject, IReadOnlyList<string> Clients)
{
    internal Fact Fact(string client, string kind, Person who, string? why, Origin from, DateTimeOffset now)
    {
        // A key's fingerprint or a person's id is the same in every client's log: in clear it would link pseudonyms.
        var personal = Purpose is CodePurpose.Key or CodePurpose.Enrol or CodePurpose.Authenticator;
        return new Fact
        {
            Client = client,
            Kind = kind,
            At = now,
            By = who.Key,
            Outcome = why is null ? FactOutcome.Success : FactOutcome.Failure,
            Grant = Purpose == CodePurpose.Start && Subject.Length > 0 ? Subject : null,
            Details = Members.Of(
                ("purpose", Purpose), ("subject", personal || Subject.Length == 0 ? null : Subject), ("why", why)),
            Origin = Members.Of(
                ("address", from.Address), ("device", from.Device), ("subject", personal ? Subject : null)),
        };
    }
}

/// <summary>What a code may be given for.</summary>
public static class CodePurpose
{
    public const string Approve = "approve";
    public const string Start = "start";
    public const string Key = "key";
    public const string Gatekeeper = "gatekeeper";
    public const string Enrol = "enrol";

    /// <summary>To let a colleague enrol, or to reset theirs.</summary>
    public const string Authenticator = "authenticator";

    /// <summary>A recovery code, in place of the authenticator that is lost.</summary>
    public const string Recover = "recover";

    /// <summary>To accept a proposed version of the contract.</summary>
    public const string Accept = "accept";
}
