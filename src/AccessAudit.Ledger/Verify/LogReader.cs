namespace AccessAudit.Ledger.Verify;

/// <summary>Reads files and turns what goes wrong with them into findings.</summary>
sealed class LogReader(ILogFiles files, Findings findings)
{
    public long FilesRead { get; private set; }

    /// <summary>The bytes, or null after telling why there are none.</summary>
    public byte[]? Required(string path, int atMost)
    {
        var bytes = Read(path, atMost, out var told);
        if (bytes is null && !told)
            findings.Add(FindingKind.Missing, path);
        return bytes;
    }

    /// <summary>Null when absent or, after telling so, when it is unusable.</summary>
    public byte[]? Optional(string path, int atMost) => Read(path, atMost, out _);

    byte[]? Read(string path, int atMost, out bool told)
    {
        told = true;
        try
        {
            var bytes = files.Read(path, atMost);
            told = false;
            if (bytes is null)
                return null;
            FilesRead++;
            if (bytes.Length <= atMost)
                return bytes;
            told = true;
            findings.Add(FindingKind.TooLong, path, why: $"more than {atMost} bytes");
        }
        catch (InvalidDataException damaged)
        {
            // a stream that does not unpack: the file is there and its bytes were changed
            findings.Add(FindingKind.Damaged, path, why: damaged.Message);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            findings.Add(FindingKind.Unreadable, path, why: unreadable.Message);
        }
        return null;
    }
}
