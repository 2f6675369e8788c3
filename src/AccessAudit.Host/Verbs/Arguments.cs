namespace AccessAudit.Host.Verbs;

/// <summary>The command line: words, then <c>--name value</c> pairs, none of them twice.</summary>
sealed record Arguments(string[] Words, IReadOnlyDictionary<string, string> Options, string? ConfigFile)
{
    static readonly string[] Known = ["client", "target", "account", "key", "config"];

    /// <summary>Null when it does not read like that, or the file of <c>--config</c> does not exist.</summary>
    internal static Arguments? Parse(string[] args)
    {
        List<string> words = [];
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        for (var at = 0; at < args.Length; at++)
        {
            if (!args[at].StartsWith("--", StringComparison.Ordinal))
            {
                words.Add(args[at]);
                continue;
            }

            var name = args[at][2..];
            if (!Known.Contains(name, StringComparer.Ordinal) || at + 1 == args.Length
                || !options.TryAdd(name, args[++at]))
            {
                return null;
            }
        }

        var config = options.GetValueOrDefault("config");
        options.Remove("config");
        return config is not null && !File.Exists(config) ? null : new([.. words], options, config);
    }
}
