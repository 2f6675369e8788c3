using AccessAudit.Host.Settings;
using AccessAudit.Sealing.Secrets;
using AccessAudit.State;

namespace AccessAudit.Host.Verbs;

/// <summary>
/// What this binary does when called. Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 78 (EX_CONFIG) wrong
/// settings.
/// </summary>
static class Verb
{
    internal const int Done = 0;
    internal const int Failed = 1;
    const int WrongUsage = 2;
    const int Misconfigured = 78;

    const string Usage = """
        usage: accessaudit-host [VERB] [--config FILE]
          serve                      run the gateway and its API (what it does without a verb)
          migrate                    make the database, or bring it to this version's schema
          contract import FILE       bring in a client's first signed contract, or propose its next version to the client;
                                     or list everything wrong with it
          credential set --target NAME --account NAME --key FILE [--client ID]
                                     seal the private key with which the gateway signs in at a target
          index rebuild              forget the search index and read it again from the logs
          doctor                     check schema, keys and signed heads
        Settings: appsettings.json beside the binary, then FILE, then ACCESSAUDIT__SECTION__NAME in the environment.
        """;

    internal static async Task<int> RunAsync(string[] args)
    {
        if (Arguments.Parse(args) is not { } arguments)
        {
            return await TellUsageAsync();
        }

        var (settings, errors) = SettingsReader.Read(Configuration(arguments));
        if (settings is null)
        {
            await Console.Error.WriteLineAsync("The settings are wrong:");
            foreach (var error in errors)
            {
                await Console.Error.WriteLineAsync("- " + error);
            }

            return Misconfigured;
        }

        try
        {
            return await DispatchAsync(settings, arguments);
        }
        catch (Exception told) when (told is KeyFileException or StoreUnavailableException)
        {
            await Console.Error.WriteLineAsync(told.Message);
            return Failed;
        }
    }

    static async Task<int> DispatchAsync(HostSettings settings, Arguments arguments) =>
        (arguments.Words, arguments.Options.Count) switch
        {
            ([] or ["serve"], 0) => await Serve.RunAsync(settings),
            (["migrate"], 0) => await Migrate.RunAsync(settings),
            (["contract", "import", var file], 0) => await ImportContract.RunAsync(settings, file),
            (["credential", "set"], 3 or 4) when SetCredential.Understands(arguments.Options) =>
                await SetCredential.RunAsync(settings, arguments.Options),
            (["index", "rebuild"], 0) => await RebuildIndex.RunAsync(settings),
            (["doctor"], 0) => await Doctor.RunAsync(settings),
            _ => await TellUsageAsync(),
        };

    static IConfiguration Configuration(Arguments arguments)
    {
        var builder = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        if (arguments.ConfigFile is { } file)
        {
            builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        }

        return builder.AddEnvironmentVariables().Build();
    }

    static async Task<int> TellUsageAsync()
    {
        await Console.Error.WriteLineAsync(Usage);
        return WrongUsage;
    }
}
