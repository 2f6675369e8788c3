namespace AccessAudit.World;

/// <summary>Who can sign in, and what to try next.</summary>
static class People
{
    public static int Print(Place place)
    {
        var world = WorldFile.Read(place);
        var names = world.Clients.ToDictionary(client => client.Id, client => client.Name);
        Console.WriteLine();
        Console.WriteLine($"  Pages {world.Web}   API {world.Api}   ssh {world.Ssh.Host}:{world.Ssh.Port}");
        Console.WriteLine();
        Console.WriteLine("  login    password       who");
        foreach (var person in world.People)
        {
            Console.WriteLine($"  {person.Login,-8} {person.Password,-14} {string.Join(", ", person.Roles)}"
                + $" ({names.GetValueOrDefault(person.Organization, Cast.Provider)})");
        }

        Console.WriteLine($"""

              Try next:
                {Place.Web}                  the pages: ask as ana, decide as claire (narrow the window to a phone's), look as rachel
                bash infra/demo --code claire          the code that Claire's phone shows now (also ana, bruno, david, marc, lea)
                ssh -p {Place.SshPort} -i {Place.Relative(place.Key("bruno"))} -o UserKnownHostsFile={world.Ssh.KnownHosts} bruno@127.0.0.1
                                                       Bruno has no grant: key and code are asked all the same, then the reason
                {Place.Relative(place.Cli)} login --server {Place.Web}
                                                       the same by terminal: login, then grants, requests, approve, sessions ...
                {Place.Web}/openapi/v1.json      every call of the API
                everything for scripts                 {Place.Relative(place.World)}

            """);
        return 0;
    }
}
