namespace AccessAudit.Gateway.Ssh.Relay;

/// <summary>Who sent it: the technician's client, or the target.</summary>
enum Side
{
    Client,
    Target,
}

static class Sides
{
    public static Side Other(this Side side) => side == Side.Client ? Side.Target : Side.Client;
}
