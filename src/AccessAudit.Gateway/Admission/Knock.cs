using AccessAudit.Keys;
using AccessAudit.People;
using AccessAudit.State;

namespace AccessAudit.Gateway.Admission;

/// <summary>Who knocks: a living key of an active technician of that login, or nobody.</summary>
static class Knock
{
    /// <summary>Both questions are always asked: an unknown login costs what an unknown key costs.</summary>
    internal static async Task<Person?> PersonAsync(IRows rows, string login, string fingerprint)
    {
        var people = await rows.ListAsync<Person>(row => row.Login == login, 1);
        var keys = await rows.ListAsync<SshKey>(row => row.Fingerprint == fingerprint && row.RevokedAt == null, 1);
        return people is [var person] && keys is [var key] && person.Is(Role.Technician)
            && key.Organization == person.Organization && key.Person == person.Id ? person : null;
    }
}
