using System.Security.Cryptography;

namespace AccessAudit.State;

/// <summary>Opaque random ids. They say nothing, not even an order.</summary>
public static class Ids
{
    const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Sixteen characters <c>[a-z0-9]</c>: 82 bits, unique without asking anyone.</summary>
    public static string New() => RandomNumberGenerator.GetString(Letters, 16);

    /// <summary>Ten characters, the length of a client's id.</summary>
    public static string NewOrganization() => RandomNumberGenerator.GetString(Letters, 10);

    public static string NewPseudonym() => "p-" + RandomNumberGenerator.GetString(Letters, 10);
}
