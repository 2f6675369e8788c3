using AccessAudit.Grants;
using AccessAudit.Notices;
using AccessAudit.People;
using AccessAudit.Requests;
using AccessAudit.State;

namespace AccessAudit.Web.Pages.Layout;

sealed record MenuItem(string Href, string Icon, string Word, int Count = 0);

/// <summary>The menu by role, and the page on which a person lands.</summary>
static class Menu
{
    internal static string HomeOf(Person me) =>
        RoleTable.May(me, Act.Ask, "") ? "/access"
        : RoleTable.May(me, Act.Decide, me.Organization) ? "/requests"
        : RoleTable.May(me, Act.Search, me.Organization) ? "/who"
        : RoleTable.May(me, Act.SeeSessions, "") ? "/sessions"
        : RoleTable.May(me, Act.ProposeSetup, "") ? "/setup"
        : "/me";

    internal static async Task<IReadOnlyList<MenuItem>> FirstAsync(IRows rows, Person me, DateTimeOffset now)
    {
        var client = me.Organization;
        List<MenuItem> items = [];
        if (RoleTable.May(me, Act.Ask, ""))
        {
            items.Add(new("/access", "key", "menu.access", await OpenGrantsAsync(rows, me)));
            items.Add(new("/access/new", "plus", "menu.new"));
        }

        if (RoleTable.May(me, Act.SeeRequests, client))
        {
            items.Add(new("/requests", "inbox", "menu.requests", await WaitingAsync(rows, client, now)));
        }

        if (RoleTable.May(me, Act.Guard, client))
        {
            items.Add(new("/gatekeeper", "radio", "menu.gatekeeper"));
        }

        if (RoleTable.May(me, Act.Search, client))
        {
            items.Add(new("/who", "scan-search", "menu.who"));
        }

        if (RoleTable.May(me, Act.SeeSessions, client) || RoleTable.May(me, Act.SeeSessions, "")
            || RoleTable.May(me, Act.SeeOwn, ""))
        {
            items.Add(new("/sessions", "square-terminal", "menu.sessions"));
        }

        if (RoleTable.May(me, Act.ReadLog, client))
        {
            items.Add(new("/proof", "stamp", "menu.proof"));
        }

        return items;
    }

    internal static async Task<IReadOnlyList<MenuItem>> SecondAsync(IRows rows, Person me)
    {
        List<MenuItem> items =
            [new("/notices", "bell", "menu.notices", (await NoticeBoard.OfAsync(rows, me, unseen: true, 100)).Count)];
        if (RoleTable.May(me, Act.SeeRequests, me.Organization) || RoleTable.May(me, Act.ProposeSetup, ""))
        {
            items.Add(new("/setup", "file-text", "menu.setup"));
        }

        if (RoleTable.May(me, Act.ReadLog, me.Organization))
        {
            items.Add(new("/limits", "info", "menu.limits"));
        }

        return items;
    }

    static async Task<int> WaitingAsync(IRows rows, string client, DateTimeOffset now) =>
        (await rows.ListAsync<AccessRequest>(
            row => row.Client == client && row.State == RequestState.Pending && row.ValidUntil > now, 100)).Count;

    static async Task<int> OpenGrantsAsync(IRows rows, Person me) =>
        (await rows.ListAsync<Grant>(
            row => row.TechnicianOrganization == me.Organization && row.Technician == me.Id
                && row.State != GrantState.Ended, 100)).Count;
}
