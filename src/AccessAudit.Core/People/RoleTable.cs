namespace AccessAudit.People;

/// <summary>
/// The role table as data: who may do what, and on whose side. A provider role reaches only the clients that the person
/// may see at all (<see cref="PersonDirectory.SeesAsync"/>); a client role reaches its own client, whatever the word
/// says elsewhere.
/// </summary>
public static class RoleTable
{
    public static IReadOnlyDictionary<string, IReadOnlyList<Act>> Rows { get; } =
        new Dictionary<string, IReadOnlyList<Act>>(StringComparer.Ordinal)
        {
            // of the provider
            [Role.Technician] = [Act.Ask, Act.Connect, Act.SeeOwn],
            [Role.Dispatcher] = [Act.Ask, Act.Connect, Act.SeeOwn],
            [Role.ProviderSecurity] = [Act.SeeSessions, Act.Revoke, Act.Terminate],
            [Role.ProviderAdmin] = [Act.SeeSetup, Act.ProposeSetup],

            // of a client
            [Role.Approver] =
                [
                    Act.SeeRequests, Act.SeeSessions, Act.Decide, Act.Revoke, Act.Terminate, Act.Guard, Act.ReadLog,
                    Act.SeeSetup,
                ],
            [Role.ClientAdmin] =
                [
                    Act.SeeRequests, Act.SeeSessions, Act.Decide, Act.Revoke, Act.Terminate, Act.Guard, Act.ReadLog,
                    Act.SeeSetup, Act.ProposeSetup, Act.DecideSetup,
                ],
            [Role.Reviewer] =
                [Act.SeeRequests, Act.SeeSessions, Act.Search, Act.Replay, Act.Export, Act.ReadLog, Act.SeeSetup],
            [Role.Dpo] =
                [Act.SeeRequests, Act.SeeSessions, Act.Search, Act.Replay, Act.Export, Act.ReadLog, Act.SeeSetup],
            [Role.SiteContact] = [],
            [Role.Reception] = [],
        };

    /// <summary>
    /// True when one of the person's roles allows <paramref name="act"/> on <paramref name="client"/>. For provider
    /// people it answers for the role alone: whether they may see that client at all is asked of the directory.
    /// </summary>
    public static bool May(Person person, Act act, string client) =>
        person.Active && person.Roles.Any(role => Rows.TryGetValue(role, out var acts) && acts.Contains(act)
            && (Role.OfProvider.Contains(role) ? person.Organization != client : person.Organization == client));
}
