using AccessAudit.Ledger.Verify;

namespace AccessAudit.Cli.Fetch;

/// <summary>A copy looked at under a head that has not been written into it yet.</summary>
sealed class UnderHead(ILogFiles copy, byte[] head) : ILogFiles
{
    const string HeadPath = "checkpoint";

    public IEnumerable<string> List() => copy.List().Where(path => path != HeadPath).Append(HeadPath);

    public byte[]? Read(string path, int atMost) =>
        path == HeadPath ? head[..Math.Min(head.Length, atMost + 1)] : copy.Read(path, atMost);
}
