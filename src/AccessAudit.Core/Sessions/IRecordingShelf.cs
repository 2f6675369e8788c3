namespace AccessAudit.Sessions;

/// <summary>Sealed recordings as the API hands them out; nobody here can open them.</summary>
public interface IRecordingShelf
{
    /// <summary>Writes the session's ZIP of sealed segments with <c>segments.json</c>; false when there is none.</summary>
    Task<bool> WriteZipAsync(string client, string session, Stream output, CancellationToken ct);
}
