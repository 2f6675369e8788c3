using System.Collections.Concurrent;
using AccessAudit.Gateway.Admission;
using AccessAudit.Refusals;

namespace AccessAudit.Gateway.Ssh.Tests.Support;

/// <summary>A door without a database: one technician, some keys, one good code, one target.</summary>
sealed class TestDoor(string recordings, Func<string, TestSession> open) : ISessionDoor
{
    public const string Login = "alice";
    public const string Code = "271828";

    public HashSet<string> Keys { get; } = [];

    public string Locale { get; set; } = "en";

    public bool Window { get; set; }

    public ConcurrentQueue<(Wanted Wanted, string? Code)> Knocks { get; } = new();

    public ConcurrentQueue<TestSession> Sessions { get; } = new();

    public IReadOnlyList<OpenGrant> Grants { get; set; } =
        [new("grant1", "acme-db1", "ACME database", "root", "client0001", DateTimeOffset.UtcNow.AddHours(1))];

    public Task<bool> KnowsKeyAsync(string login, string keyFingerprint, CancellationToken ct) =>
        Task.FromResult(login == Login && Keys.Contains(keyFingerprint));

    public Task<string> LocaleAsync(string login, CancellationToken ct) => Task.FromResult(Locale);

    public Task<IReadOnlyList<OpenGrant>> OpenGrantsAsync(Knocker who, CancellationToken ct) => Task.FromResult(Grants);

    public Task<bool> HasOpenWindowAsync(Knocker who, Wanted wanted, CancellationToken ct) => Task.FromResult(Window);

    public Task<Admission.Admission> AdmitAsync(Knocker who, Wanted wanted, string? code, CancellationToken ct)
    {
        Knocks.Enqueue((wanted, code));
        if (code != Code && !(code is null && Window))
        {
            return Task.FromResult<Admission.Admission>(
                new Admission.Admission.Closed(new Refusal("code.wrong"), "Wrong code.", MayRetryCode: true));
        }

        if (wanted.Grant != "grant1" && wanted.Target != "acme-db1")
        {
            return Task.FromResult<Admission.Admission>(
                new Admission.Admission.Closed(new Refusal("grant.none"), "No open grant.", MayRetryCode: false));
        }

        var session = open(recordings);
        Sessions.Enqueue(session);
        return Task.FromResult<Admission.Admission>(new Admission.Admission.Open(session));
    }
}
