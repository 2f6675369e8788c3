using AccessAudit.Gateway.Ssh.Authentication;
using AccessAudit.Gateway.Ssh.Keys;

namespace AccessAudit.Gateway.Ssh.Tests.Support;

/// <summary>One user, some keys and, unless it is null, one code with three tries.</summary>
sealed class CodeAuthority(string user, IReadOnlyCollection<PublicKey> keys, string? code = null) : IUserAuthority
{
    int _tries;

    public int KeysAsked { get; private set; }

    public ValueTask<bool> KnowsKeyAsync(string name, PublicKey key, CancellationToken ct)
    {
        KeysAsked++;
        return ValueTask.FromResult(name == user && keys.Contains(key));
    }

    public ValueTask<bool> KeySufficesAsync(AuthenticatedKey who, CancellationToken ct) => ValueTask.FromResult(false);

    public ValueTask<InteractiveStep> NextAsync(
        AuthenticatedKey who, IReadOnlyList<string>? answers, CancellationToken ct) => ValueTask.FromResult(Next(answers));

    InteractiveStep Next(IReadOnlyList<string>? answers)
    {
        if (code is null || answers?[0] == code)
        {
            return new InteractiveStep.Succeed("Welcome.");
        }

        if (answers is not null && ++_tries >= 3)
        {
            return new InteractiveStep.Refuse("Three wrong codes.", Final: true);
        }

        return new InteractiveStep.Ask("", answers is null ? "" : "That code is wrong.", [new("Code: ", Echo: false)]);
    }
}
