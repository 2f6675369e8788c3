using AccessAudit.Grants;

namespace AccessAudit.Requests;

/// <summary>A request after an approval; <paramref name="Grant"/> is null until the quorum is met.</summary>
public sealed record Decided(AccessRequest Request, Grant? Grant);
