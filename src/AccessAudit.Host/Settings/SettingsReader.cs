using System.Net;
using AccessAudit.Storage;
using Serilog.Events;

namespace AccessAudit.Host.Settings;

/// <summary>Reads the settings once, and lists every error at once.</summary>
static class SettingsReader
{
    const string Section = "AccessAudit";

    internal static (HostSettings? Settings, IReadOnlyList<string> Errors) Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var unknown = UnknownKeys.Of(section, typeof(HostSettings)).Select(key => $"{key} is not a setting").ToList();
        try
        {
            var settings = section.Get<HostSettings>() ?? new HostSettings();
            List<string> errors = [.. unknown, .. Errors(settings)];
            return errors.Count > 0 ? (null, errors) : (settings, errors);
        }
        catch (InvalidOperationException unreadable)
        {
            // The binder's own words name the key and the type that it wanted.
            return (null, [.. unknown, unreadable.Message]);
        }
    }

    static IEnumerable<string> Errors(HostSettings settings)
    {
        if (settings.Node.Length == 0)
        {
            yield return "Node is empty";
        }

        if (settings.Storage.Provider is not ("sqlite" or "postgres"))
        {
            yield return $"Storage:Provider: expected sqlite or postgres, read {settings.Storage.Provider}";
        }
        else if (StorageSetup.Trouble(settings.Database) is { } trouble)
        {
            yield return $"Storage: {trouble}";
        }

        if (settings.Elasticsearch.Url.Length > 0)
        {
            yield return "Elasticsearch:Url: this version has the embedded index only; leave it empty";
        }

        foreach (var error in settings.Api.Errors())
        {
            yield return error;
        }

        foreach (var url in settings.Web.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                yield return $"Web:Urls: expected http://localhost:PORT or https://HOST:PORT, read {url}";
            }
            else if (address is { Scheme: "http", IsLoopback: false })
            {
                yield return $"Web:Urls: {url} would carry tokens and codes in clear; use https, or loopback with a proxy";
            }
        }

        foreach (var address in settings.Ssh.Addresses.Split(';').Where(text => !IPAddress.TryParse(text, out _)))
        {
            yield return $"Ssh:Addresses: expected IP addresses, read '{address}'";
        }

        if (settings.Ssh.Port is < 1 or > 65535 || settings.Ssh.PublicPort is < 1 or > 65535)
        {
            yield return "Ssh:Port, Ssh:PublicPort: expected 1 to 65535";
        }

        if (settings.Ssh.PublicHost.Length == 0 || settings.Ssh.PublicHost.Any(char.IsWhiteSpace))
        {
            yield return "Ssh:PublicHost: expected the name that technicians type";
        }

        if (settings.Recordings.MinFreeMegabytes < 64)
        {
            yield return "Recordings:MinFreeMegabytes: expected 64 or more, "
                + $"read {settings.Recordings.MinFreeMegabytes}";
        }

        if (!Enum.TryParse<LogEventLevel>(settings.Logs.Level, out _))
        {
            yield return $"Logs:Level: expected one of {string.Join(", ", Enum.GetNames<LogEventLevel>())}, "
                + $"read {settings.Logs.Level}";
        }
    }
}
