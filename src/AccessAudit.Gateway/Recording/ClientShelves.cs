using AccessAudit.Sessions;

namespace AccessAudit.Gateway.Recording;

/// <summary>One shelf of recordings for each client: <c>{folder}/{client}/{session}/</c>.</summary>
public sealed class ClientShelves(GatewayOptions options) : IRecordingShelf
{
    /// <summary>The client's shelf, existing or not.</summary>
    /// <exception cref="ArgumentException">The id is not plain: it could lead out of the folder.</exception>
    public RecordingShelf Of(string client) =>
        client.Length > 0 && client.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter))
            ? new RecordingShelf(Path.Combine(options.RecordingsFolder, client))
            : throw new ArgumentException("A client's id is letters a-z and digits.", nameof(client));

    public Task<bool> WriteZipAsync(string client, string session, Stream output, CancellationToken ct) =>
        Of(client).WriteZipAsync(session, output, ct);

    /// <summary>How many sealed segments lie there; null when the shelf cannot be read.</summary>
    internal long? CountOf(string client, string session)
    {
        try
        {
            return Of(client).List(session)?.Segments.Count ?? 0;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
