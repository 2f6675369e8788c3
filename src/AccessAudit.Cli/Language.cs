namespace AccessAudit.Cli;

/// <summary>French or English: <c>--lang</c> first, then what the shell says (POSIX: LC_ALL, LC_MESSAGES, LANG).</summary>
enum Language
{
    English,
    French,
}

static class Languages
{
    static readonly string[] Variables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    public static Language Choose(string? asked)
    {
        var wanted = asked
            ?? Variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value))
            ?? "";
        return wanted.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? Language.French : Language.English;
    }
}
