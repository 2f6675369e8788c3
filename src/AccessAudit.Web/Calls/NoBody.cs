namespace AccessAudit.Web.Calls;

/// <summary>For acts that say everything by their address.</summary>
sealed record NoBody;
