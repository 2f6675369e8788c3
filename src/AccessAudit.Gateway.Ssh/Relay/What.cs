using AccessAudit.Gateway.Ssh.Channels;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>What a refused message was about, for the journal; null where it says nothing or is malformed.</summary>
static class What
{
    /// <summary>Address and port of tcpip-forward (RFC 4254 section 7.1), path of streamlocal-forward.</summary>
    public static string? OfGlobalRequest(string name, ReadOnlySpan<byte> rest) => name switch
    {
        "tcpip-forward" => Endpoint(rest),
        "streamlocal-forward@openssh.com" => Path(rest),
        _ => null,
    };

    /// <summary>Host and port of direct-tcpip (section 7.2), path of direct-streamlocal.</summary>
    public static string? OfOpen(string type, ReadOnlySpan<byte> rest) => type switch
    {
        "direct-tcpip" => Endpoint(rest),
        "direct-streamlocal@openssh.com" => Path(rest),
        _ => null,
    };

    static string? Endpoint(ReadOnlySpan<byte> rest)
    {
        try
        {
            var reader = new SshReader(rest);
            return $"{PeerText.Shown(reader.String())}:{reader.UInt32()}";
        }
        catch (SshProtocolException)
        {
            return null;
        }
    }

    static string? Path(ReadOnlySpan<byte> rest)
    {
        try
        {
            var reader = new SshReader(rest);
            return PeerText.Shown(reader.String());
        }
        catch (SshProtocolException)
        {
            return null;
        }
    }
}
