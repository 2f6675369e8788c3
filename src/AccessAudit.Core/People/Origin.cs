using AccessAudit.Journal;

namespace AccessAudit.People;

/// <summary>Where an act came from.</summary>
/// <param name="Address">The peer's address without port.</param>
/// <param name="Device">Browser, client version or key fingerprint, as far as known.</param>
public sealed record Origin(string Address, string? Device)
{
    public Members ToMembers() => Members.Of(("address", Address), ("device", Device));
}
