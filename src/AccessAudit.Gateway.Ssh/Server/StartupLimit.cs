using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace AccessAudit.Gateway.Ssh.Server;

/// <summary>
/// How many connections may be on their way to authentication: OpenSSH's MaxStartups (random early drop), and a cap per
/// source so that one machine cannot take all places.
/// </summary>
sealed class StartupLimit(SshServerOptions options)
{
    readonly Dictionary<IPAddress, int> _bySource = [];
    readonly Lock _lock = new();
    int _all;

    /// <summary>A place to be given back by its disposal, or null: close the connection at once.</summary>
    public IDisposable? TryEnter(IPAddress address)
    {
        var source = SourceOf(address);
        lock (_lock)
        {
            var here = _bySource.GetValueOrDefault(source);
            if (here >= options.StartupsPerSource || RandomNumberGenerator.GetInt32(100) < DropRate(_all))
            {
                return null;
            }

            _bySource[source] = here + 1;
            _all++;
        }

        return new Place(this, source);
    }

    /// <summary>Percent dropped when <paramref name="waiting"/> connections are not yet authenticated.</summary>
    internal int DropRate(int waiting)
    {
        if (waiting < options.StartupsBegin)
        {
            return 0;
        }

        var span = options.StartupsFull - options.StartupsBegin;
        return waiting >= options.StartupsFull || span == 0
            ? 100
            : options.StartupsRate + (100 - options.StartupsRate) * (waiting - options.StartupsBegin) / span;
    }

    static IPAddress SourceOf(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }

    void Leave(IPAddress source)
    {
        lock (_lock)
        {
            _all--;
            if (--_bySource[source] == 0)
            {
                _bySource.Remove(source);
            }
        }
    }

    sealed class Place(StartupLimit limit, IPAddress source) : IDisposable
    {
        bool _left;

        public void Dispose()
        {
            if (!_left)
            {
                _left = true;
                limit.Leave(source);
            }
        }
    }
}
