namespace AccessAudit.Ledger.Verify;

/// <summary>
/// A copied log as it lies there: a folder (<see cref="LogFolder"/>) or an archive (<see cref="LogZip"/>). Reading may
/// throw <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/> or <see cref="InvalidDataException"/>.
/// </summary>
public interface ILogFiles
{
    /// <summary>Every file, relative to the log, with <c>/</c> between its parts; one that stands twice is listed twice.</summary>
    IEnumerable<string> List();

    /// <summary>
    /// The bytes of a file, or null when it is absent. Of a longer file only the first <paramref name="atMost"/> + 1
    /// bytes come back, so that nobody can fill the memory.
    /// </summary>
    byte[]? Read(string path, int atMost);
}
