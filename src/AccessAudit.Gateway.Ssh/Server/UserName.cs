namespace AccessAudit.Gateway.Ssh.Server;

/// <summary>
/// What a technician types before the <c>@</c>: <c>login</c>, <c>login+target</c> or <c>login+target+account</c>. The
/// plus passes through every SSH client, scp, rsync and ssh_config unharmed.
/// </summary>
sealed record UserName(string Login, string? Target, string? Account)
{
    const int LongestLogin = 32;
    const int LongestTarget = 40;
    const int LongestAccount = 64;

    /// <summary>Null for anything outside the grammar.</summary>
    public static UserName? Parse(string text)
    {
        var parts = text.Split('+');
        return parts.Length <= 3 && IsWord(parts[0], LongestLogin)
            && (parts.Length < 2 || IsWord(parts[1], LongestTarget))
            && (parts.Length < 3 || IsWord(parts[2], LongestAccount))
            ? new(parts[0], parts.ElementAtOrDefault(1), parts.ElementAtOrDefault(2))
            : null;
    }

    static bool IsWord(string text, int longest) =>
        text.Length is > 0 && text.Length <= longest
        && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '_' or '-');
}
