using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Web.Calls;

namespace AccessAudit.Web.Pages.Proof;

/// <summary>One entry for whoever may read that log: its own client's people. For all others there is none.</summary>
static class EntryDoor
{
    internal static async Task<LogEntry?> FindAsync(Call call, ILogReader log, string client, long index) =>
        index >= 0 && RoleTable.May(call.Person, Act.ReadLog, client)
        && await log.ReadAsync(client, index, 1, call.Gone) is [var entry]
            ? entry
            : null;
}
