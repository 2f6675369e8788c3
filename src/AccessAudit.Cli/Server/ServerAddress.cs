namespace AccessAudit.Cli.Server;

/// <summary>Where tokens and codes may be sent: over TLS, or to this machine itself.</summary>
static class ServerAddress
{
    /// <summary>The address without path and final slash, as it is kept; null when nothing secret may go there.</summary>
    public static Uri? TryRead(string written) =>
        Uri.TryCreate(written, UriKind.Absolute, out var address) && IsSafe(address) && address.PathAndQuery == "/"
            ? new Uri(address.GetLeftPart(UriPartial.Authority))
            : null;

    public static bool IsSafe(Uri address) => address.UserInfo.Length == 0 && address.Fragment.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
