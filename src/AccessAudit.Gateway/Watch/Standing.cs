using AccessAudit.Gatekeepers;
using AccessAudit.Grants;
using AccessAudit.Keys;
using AccessAudit.People;
using AccessAudit.Sessions;
using AccessAudit.State;

namespace AccessAudit.Gateway.Watch;

/// <summary>Everything that a running session stands on, as the store has it now.</summary>
sealed record Standing(Session? Session, Grant? Grant, Gatekeeper? Gatekeeper, Person? Technician, SshKey? Key)
{
    /// <summary>Reads one snapshot for all of <paramref name="sessions"/>, by their ids: a handful of queries, however many run.</summary>
    internal static async Task<IReadOnlyDictionary<string, Standing>> ReadAsync(
        IRows rows, IReadOnlyCollection<Session> sessions)
    {
        var ids = sessions.Select(session => session.Id).ToList();
        var grantIds = sessions.Select(session => session.Grant).Distinct().ToList();
        var clients = sessions.Select(session => session.Client).Distinct().ToList();
        var people = sessions.Select(session => session.Technician).Distinct().ToList();
        var prints = sessions.Select(session => session.KeyFingerprint).Distinct().ToList();
        var stored = await rows.ListAsync<Session>(row => ids.Contains(row.Id));
        var grants = await rows.ListAsync<Grant>(row => grantIds.Contains(row.Id));
        var gatekeepers = await rows.ListAsync<Gatekeeper>(row => clients.Contains(row.Client));
        var technicians = await rows.ListAsync<Person>(row => people.Contains(row.Id));
        var keys = await rows.ListAsync<SshKey>(row => prints.Contains(row.Fingerprint));
        return sessions.ToDictionary(
            session => session.Id,
            session => new Standing(
                stored.FirstOrDefault(row => row.Id == session.Id),
                grants.FirstOrDefault(row => row.Id == session.Grant),
                gatekeepers.FirstOrDefault(row => row.Client == session.Client),
                technicians.FirstOrDefault(row =>
                    row.Organization == session.TechnicianOrganization && row.Id == session.Technician),
                keys.FirstOrDefault(row =>
                    row.Organization == session.TechnicianOrganization && row.Person == session.Technician
                    && row.Fingerprint == session.KeyFingerprint)),
            StringComparer.Ordinal);
    }

    /// <summary>Why the session must end now; null = it may go on. Whatever is missing ends it.</summary>
    internal SessionEnd? Verdict(DateTimeOffset now) => this switch
    {
        { Session: null } or { Session.IsOver: true } => SessionEnd.Error,
        { Session.KillRequestedAt: not null } => SessionEnd.Killed,
        { Gatekeeper: null } => SessionEnd.Gatekeeper,
        _ when !Gatekeeper.IsOpenAt(now) => SessionEnd.Gatekeeper,
        { Grant: null } => SessionEnd.Revoked,
        { Grant: { State: GrantState.Ended, EndedBy: not GrantEnd.Expired } } => SessionEnd.Revoked,
        _ when !Grant.IsOpenAt(now) => SessionEnd.Expiry,
        _ when Technician?.Is(Role.Technician) != true => SessionEnd.Revoked,
        { Key: null } or { Key.RevokedAt: not null } => SessionEnd.Revoked,
        _ => null,
    };
}
