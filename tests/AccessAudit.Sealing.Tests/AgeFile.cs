using AccessAudit.Sealing.Age;

namespace AccessAudit.Sealing.Tests;

/// <summary>Whole age files in memory.</summary>
static class AgeFile
{
    public static byte[] Seal(ReadOnlySpan<byte> plaintext, params IReadOnlyList<AgeRecipient> recipients)
    {
        var file = new MemoryStream();
        using var writer = new AgeWriter(file, recipients);
        writer.Write(plaintext);
        writer.Complete();
        return file.ToArray();
    }

    public static byte[] Open(byte[] file, params IReadOnlyList<AgeIdentity> identities)
    {
        var plaintext = new MemoryStream();
        using var reader = new AgeReader(new MemoryStream(file), identities);
        reader.CopyTo(plaintext);
        return plaintext.ToArray();
    }
}
