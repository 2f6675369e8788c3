using AccessAudit.Contracts;
using AccessAudit.Refusals;

namespace AccessAudit.Grants;

/// <summary>
/// An extension is a request of its own (control APR-05). It moves the end of a living grant, within the cap of the
/// target's sensitivity plus two hours (sensitivity 0: within the cap), and never past the contract.
/// </summary>
static class ExtensionRules
{
    public static Refusal? Check(Terms terms, Grant grant, int minutes, DateTimeOffset now)
    {
        if (GrantRules.StateAt(grant, now) == GrantState.Ended)
            return new("extension.grant_over");

        var sensitivity = terms.Target!.Sensitivity;
        var most = Limits.MinutesCap(sensitivity) + Limits.ExtensionCap(sensitivity);
        var left = most - (int)Math.Ceiling((grant.ClosesAt - grant.OpensAt).TotalMinutes);
        if (left < 1)
            return new("extension.none_left", $"{most}");
        if (minutes < 1 || minutes > left)
            return new("extension.out_of_range", $"{left}", $"{minutes}");

        return Coverage.CheckSpan(terms.Contract!, grant.OpensAt, grant.ClosesAt.AddMinutes(minutes));
    }

    /// <summary>The code window is the one just approved, if that is shorter: nothing longer than the last yes.</summary>
    public static Grant Extend(Grant grant, int minutes, int codeWindowMinutes)
    {
        var closesAt = grant.ClosesAt.AddMinutes(minutes);
        return grant with
        {
            ClosesAt = closesAt,
            ClaimBy = closesAt,
            ApprovedUntil = closesAt,
            HardStop = closesAt,
            CodeWindowMinutes = Math.Min(grant.CodeWindowMinutes, codeWindowMinutes),
        };
    }
}
