using System.Text;
using System.Text.RegularExpressions;
using AccessAudit.Scenarios.Stage;
using Xunit;

namespace AccessAudit.Scenarios.Cli;

/// <summary>
/// Plays <c>access.txt</c>, the manual of the verbs that speak to a gateway, against real processes: <c>ana$ ...</c> is
/// typed by Ana, <c>&lt; code</c> puts the next code of their phone on the standard input, <c>? N</c> is the exit code.
/// Ids, ports and times stand there as words of the same length.
/// </summary>
public sealed partial class AccessTranscriptTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_manual_of_the_verbs_tells_the_truth()
    {
        await using var world = await World.StartAsync();
        var file = Path.Combine(Root(AppContext.BaseDirectory), "tests", "AccessAudit.Cli.Tests", "Transcripts", "access.txt");
        var written = await File.ReadAllTextAsync(file, Ct);
        var played = await new Player(world).PlayAsync(written, Ct);
        if (Environment.GetEnvironmentVariable("ACCESSAUDIT_WRITE_TRANSCRIPTS") == "1")
        {
            await File.WriteAllTextAsync(file, played, Ct);
        }

        Assert.Equal(written, played);
    }

    static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "AccessAudit.sln")) ? folder : Root(Path.GetDirectoryName(folder.TrimEnd('/'))!);

    sealed partial class Player(World world)
    {
        readonly Dictionary<string, Desk> _desks = [];
        readonly List<(string Real, string Shown)> _names =
        [
            ($":{world.WebPort}", ":<web>"), ($":{world.IdentityPort}", ":<idp>"), ($"-p {world.SshPort}", "-p <ssh>"),
            (world.Client("clinique"), "clinique.."), (world.Client("mairie"), "mairie...."),
        ];

        internal async Task<string> PlayAsync(string written, CancellationToken ct)
        {
            var played = new StringBuilder();
            var inAnswer = false;
            foreach (var line in written.TrimEnd('\n').Split('\n'))
            {
                if (Typed().Match(line) is { Success: true } typed)
                {
                    played.Append(line).Append('\n').Append(await RunAsync(typed, ct));
                    inAnswer = true;
                }
                else if (!inAnswer)
                {
                    played.Append(line).Append('\n');
                }

                inAnswer = inAnswer && !line.StartsWith("? ", StringComparison.Ordinal);
            }

            return played.ToString();
        }

        async Task<string> RunAsync(Match typed, CancellationToken ct)
        {
            var login = typed.Groups["who"].Value;
            if (!_desks.TryGetValue(login, out var desk))
            {
                _desks[login] = desk = new Desk(world, login);
                var me = (await world.Person(login).GetAsync("me", ct)).Must(200);
                _names.Add((me["id"]!.GetValue<string>(), login.PadRight(16, '.')));
                _names.Add((me["organization"]!.GetValue<string>(), me["organization"]!.GetValue<string>() is var id
                    && id == world.Client("clinique") ? "clinique.." : "provider.."));
            }

            var phone = typed.Groups["code"].Success ? await world.Person(login).PhoneAsync(ct) : null;
            var code = typed.Groups["code"].Value == "wrong" ? phone?.Wrong() : phone is null ? null : await phone.NextAsync(ct);
            desk.Shell["LANG"] = typed.Groups["lang"].Success ? typed.Groups["lang"].Value : "en_GB.UTF-8";
            var words = Word().Matches(Real(typed.Groups["words"].Value)).Select(word => word.Value.Trim('"'));
            var ran = await desk.RunAsync(code, ct, [.. words]);
            await LearnAsync(ct);
            return $"{Shown(ran.All)}? {ran.Exit}\n";
        }

        string Real(string text) => _names.Aggregate(text, (so, name) => so.Replace(name.Shown, name.Real));

        string Shown(string text) => Code().Replace(Hash().Replace(Instant().Replace(Time().Replace(
            _names.Aggregate(text, (so, name) => so.Replace(name.Real, name.Shown)),
            "2026-01-31 08:00"), "2026-01-31T08:00:00.000Z"), "<sha-256>"), "0000-0000-0000");

        // Ids are drawn by chance: what is new since the last command gets the next number.
        async Task LearnAsync(CancellationToken ct)
        {
            foreach (var (list, word) in new[] { ("requests", "request"), ("grants", "grant") })
            {
                var all = (await world.Approver("david").GetAsync($"{list}?limit=200", ct)).Must(200)["items"]!.AsArray();
                foreach (var id in all.Select(item => item!["id"]!.GetValue<string>()).Reverse())
                {
                    if (!_names.Any(name => name.Real == id))
                    {
                        var number = _names.Count(name => name.Shown.StartsWith(word, StringComparison.Ordinal)) + 1;
                        _names.Add((id, $"{word}-{number}".PadRight(id.Length, '.')));
                    }
                }
            }
        }

        [GeneratedRegex(@"^(?<who>[a-z]+)\$ (?:LANG=(?<lang>\S+) )?accessaudit (?<words>.*?)(?: < (?<code>code|wrong))?$")]
        private static partial Regex Typed();

        [GeneratedRegex("""("[^"]*"|\S)+""")]
        private static partial Regex Word();

        [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2} \d{2}:\d{2}\b")]
        private static partial Regex Time();

        [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")]
        private static partial Regex Instant();

        [GeneratedRegex(@"\b[0-9a-f]{64}\b")]
        private static partial Regex Hash();

        [GeneratedRegex(@"\b\d{4}-\d{4}-\d{4}\b")]
        private static partial Regex Code();
    }
}
