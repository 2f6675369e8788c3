using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AccessAudit.Scenarios.Stage;

namespace AccessAudit.Scenarios.Cli;

/// <summary>One person's own account on a machine: a home of their own, the built <c>accessaudit</c>, and a browser.</summary>
sealed partial class Desk(World world, string login)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>As <c>XDG_CONFIG_HOME</c>.</summary>
    internal string Home { get; } = Path.Combine(world.Folder, "home-" + login);

    internal string Kept => Path.Combine(Home, "accessaudit", "sign-ins.json");

    /// <summary>What else the shell says.</summary>
    internal Dictionary<string, string> Shell { get; } = new() { ["LANG"] = "en_GB.UTF-8", ["TZ"] = "UTC" };

    /// <summary>Signs in as this person types it: the verb shows a code, the browser confirms it.</summary>
    internal Task<Ran> LoginAsync(CancellationToken ct) => RunAsync(null, ct, "login", "--server", world.Web);

    internal Task<Ran> RunAsync(CancellationToken ct, params string[] arguments) => RunAsync(null, ct, arguments);

    /// <param name="input">What comes by the standard input; null = it is closed.</param>
    internal async Task<Ran> RunAsync(string? input, CancellationToken ct, params string[] arguments)
    {
        using var process = Start(arguments);
        if (input is not null)
        {
            await process.StandardInput.WriteLineAsync(input.AsMemory(), ct);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = new StringBuilder();
        while (await process.StandardError.ReadLineAsync(ct) is { } line)
        {
            error.Append(line).Append('\n');
            if (Shown().Match(line) is { Success: true } shown)
            {
                await ConfirmAsync(shown.Groups[1].Value, ct);
            }
        }

        await process.WaitForExitAsync(ct).WaitAsync(Limit, ct);
        return new(process.ExitCode, await output, error.ToString());
    }

    internal Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Binary.PathOf("accessaudit"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in new[] { "SSH_AUTH_SOCK", "ACCESSAUDIT_TOKEN", "LC_ALL", "LC_MESSAGES" })
        {
            start.Environment.Remove(name);
        }

        start.Environment["XDG_CONFIG_HOME"] = Home;
        foreach (var (name, value) in Shell)
        {
            start.Environment[name] = value;
        }

        Directory.CreateDirectory(Home);
        return Process.Start(start)!;
    }

    /// <summary>What the person does in a browser: opens the page, fills the form that is there, and sends it.</summary>
    internal async Task<(HttpStatusCode Status, string Page)> ConfirmAsync(
        string code, CancellationToken ct, string? password = null, string answer = "confirm")
    {
        using var browser = new HttpClient { BaseAddress = new Uri(world.Issuer) };
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        var form = await browser.GetStringAsync(new Uri("connect/verify", UriKind.Relative), ct);
        var action = Action().Match(form).Groups[1].Value;
        using var fields = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["user_code"] = code,
            ["username"] = login,
            ["password"] = password ?? world.Password(login),
            ["answer"] = answer,
        });
        using var sent = await browser.PostAsync(new Uri(action, UriKind.Relative), fields, ct);
        return (sent.StatusCode, await sent.Content.ReadAsStringAsync(ct));
    }

    [GeneratedRegex(@"^(?:Enter|Tapez)\s+(\S+)$")]
    private static partial Regex Shown();

    [GeneratedRegex("<form method=\"post\" action=\"([^\"]+)\">")]
    private static partial Regex Action();
}

sealed record Ran(int Exit, string Output, string Error)
{
    internal string All => Error + Output;
}
