using AccessAudit.Identity.Dev.Users;

namespace AccessAudit.Identity.Dev.Starting;

/// <summary>Where it listens, what it keeps, whom it knows. Read once, checked whole.</summary>
/// <param name="Url">Its one address, which is also the issuer; loopback.</param>
/// <param name="Data">Folder of the signing key and the token store; created 0700.</param>
/// <param name="Users">The users file (<see cref="UserFile"/>).</param>
/// <param name="Web">Where browsers may be sent back to: the gateway's address.</param>
sealed record DevIdentitySettings(Uri Url, string Data, string Users, Uri Web)
{
    internal static (DevIdentitySettings? Settings, IReadOnlyList<string> Errors) Read(
        IConfiguration configuration, IHostEnvironment environment)
    {
        List<string> errors = [];
        if (!environment.IsDevelopment())
        {
            errors.Add($"it is for development, and ASPNETCORE_ENVIRONMENT is {environment.EnvironmentName}: use "
                + "the organization's own OpenID provider, or set ASPNETCORE_ENVIRONMENT=Development on your own machine");
        }

        var written = configuration["Url"] ?? "http://localhost:5081";
        if (!Uri.TryCreate(written, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
        {
            errors.Add($"Url: expected http://localhost:PORT, read {written}");
        }
        else if (!url.IsLoopback)
        {
            errors.Add($"Url: {written} is not a loopback address, and anybody could sign in as anybody from there");
        }

        var sought = configuration["WebUrl"] ?? "http://localhost:5080";
        if (!Uri.TryCreate(sought, UriKind.Absolute, out var web) || !web.IsLoopback)
        {
            errors.Add($"WebUrl: expected the gateway's loopback address, http://localhost:PORT, read {sought}");
        }

        // Kestrel would add the addresses of these settings to ours, or put them in its place.
        foreach (var other in new[] { "urls", "http_ports", "https_ports" })
        {
            if (!string.IsNullOrEmpty(configuration[other]) && !AllLoopback(configuration[other]!))
            {
                errors.Add($"{other} (ASPNETCORE_{other.ToUpperInvariant()}) names another address: only Url counts");
            }
        }

        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
        {
            errors.Add("Kestrel:Endpoints is set: only Url is listened on");
        }

        var users = configuration["Users"];
        if (string.IsNullOrEmpty(users))
        {
            errors.Add("Users: the path of the users file is missing (--Users FILE)");
        }
        else
        {
            errors.AddRange(UserFile.Check(users));
        }

        var data = configuration["Data"];
        if (string.IsNullOrEmpty(data))
        {
            errors.Add("Data: the folder for the signing key and the token store is missing (--Data DIR)");
        }

        return errors.Count > 0 ? (null, errors) : (new(url!, data!, users!, web!), errors);
    }

    static bool AllLoopback(string urls) => urls.Split(';').All(
        one => Uri.TryCreate(one, UriKind.Absolute, out var url) && url.IsLoopback);
}
