using System.Security.Cryptography;
using System.Text;
using AccessAudit.Gatekeepers;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Proposals;
using AccessAudit.State;
using AccessAudit.Web.Grants;
using AccessAudit.Web.Requests;
using AccessAudit.Web.Sessions;

namespace AccessAudit.Web.Live;

/// <summary>
/// A word for all that a person may see of requests, grants, sessions, gatekeepers and proposals: another word once any
/// of it changed. It says nothing else. The rows are counted at most once a second however many listen, and only when a
/// log concerned has grown.
/// </summary>
sealed class LiveMark(Person person, IStore store, ILogReader logs, TimeProvider clock)
{
    static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(900);

    // Whatever the logs say: a client that engages somebody stands in no list of theirs before.
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    readonly Lock _gate = new();
    Task<string>? _asking;
    DateTimeOffset _askedAt;

    // Of the one who asks; two never do at once.
    string _word = "";
    string _logs = "";
    string[] _clients = [];
    DateTimeOffset _countedAt;

    /// <exception cref="StoreUnavailableException">Nobody knows at this moment.</exception>
    internal Task<string> NowAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_asking is null || (_asking.IsCompleted && now - _askedAt >= Fresh))
            {
                // For all who listen: none of them ends it by leaving.
                (_askedAt, _asking) = (now, AskAsync(now));
            }

            return _asking.WaitAsync(ct);
        }
    }

    async Task<string> AskAsync(DateTimeOffset now)
    {
        var sizes = await logs.SizesAsync(CancellationToken.None);
        var grown = string.Join(' ', sizes.Where(log => _clients.Contains(log.Client))
            .Select(log => $"{log.Client}:{log.Size}"));
        if (grown != _logs || now - _countedAt >= Longest)
        {
            (_word, _clients) = await store.ReadAsync(CountAsync, CancellationToken.None);
            (_logs, _countedAt) = (grown, now);
        }

        return _word;
    }

    async Task<(string Word, string[] Clients)> CountAsync(IRows rows)
    {
        string[] clients = [.. (await PersonDirectory.ClientsOfAsync(rows, person)).Select(client => client.Id)];
        string[] setups = [.. clients.Where(client => RoleTable.May(person, Act.SeeSetup, client))];
        string[] parts =
        [
            string.Join(' ', clients.Order(StringComparer.Ordinal)),
            RequestDoor.VisibleTo(person) is { } requests ? await rows.MarkAsync(requests) : "",
            GrantEndpoints.VisibleTo(person) is { } grants ? await rows.MarkAsync(grants) : "",
            SessionDoor.VisibleTo(person) is { } sessions ? await rows.MarkAsync(sessions) : "",
            await rows.MarkAsync<Gatekeeper>(row => clients.Contains(row.Client)),
            await rows.MarkAsync<Proposal>(row => setups.Contains(row.Client)),
        ];
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('/', parts)));
        return (Convert.ToHexStringLower(hash)[..16], clients);
    }
}
