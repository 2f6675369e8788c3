using System.Security.Cryptography;
using NSec.Cryptography;

namespace AccessAudit.Sealing.Age;

/// <summary>
/// An age X25519 key pair, written <c>AGE-SECRET-KEY-1...</c>. It opens what was sealed to its <see cref="Recipient"/>.
/// The secret lives in guarded memory until <see cref="Dispose"/>; the text forms are managed strings that cannot be wiped.
/// </summary>
public sealed class AgeIdentity : IDisposable
{
    const string Prefix = "age-secret-key-";

    AgeIdentity(Key key)
    {
        Key = key;
        Recipient = new AgeRecipient(key.PublicKey);
    }

    internal Key Key { get; }

    /// <summary>The public half, to give to whoever seals.</summary>
    public AgeRecipient Recipient { get; }

    /// <summary>A new random identity.</summary>
    public static AgeIdentity Generate() => new(Key.Create(KeyAgreementAlgorithm.X25519, Exportable));

    /// <summary>Reads one <c>AGE-SECRET-KEY-1...</c>.</summary>
    /// <exception cref="FormatException">The text is no X25519 identity. The message never repeats the text.</exception>
    public static AgeIdentity Parse(string text)
    {
        var bytes = text.StartsWith(Prefix.ToUpperInvariant() + "1", StringComparison.Ordinal)
            ? Bech32.Decode(Prefix, text)
            : null;
        if (bytes is not { Length: 32 })
        {
            throw new FormatException("Not an age identity: expected AGE-SECRET-KEY-1 and 58 upper-case characters.");
        }

        try
        {
            return new AgeIdentity(Key.Import(KeyAgreementAlgorithm.X25519, bytes, KeyBlobFormat.RawPrivateKey, Exportable));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads an identity file as <c>age-keygen</c> writes it: one identity a line, empty and # lines ignored.</summary>
    /// <exception cref="FormatException">A line is no identity (its number is named), or there is none at all.</exception>
    public static IReadOnlyList<AgeIdentity> ParseFile(string text)
    {
        var identities = new List<AgeIdentity>();
        var number = 0;
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd('\r')))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            try
            {
                identities.Add(Parse(line));
            }
            catch (FormatException refusal)
            {
                throw new FormatException($"Line {number}: {refusal.Message}", refusal);
            }
        }

        return identities.Count > 0 ? identities : throw new FormatException("The file holds no age identity.");
    }

    /// <summary>The secret in its text form, <c>AGE-SECRET-KEY-1...</c>: for the owner's file, never for a log.</summary>
    public string ExportSecret()
    {
        var bytes = Key.Export(KeyBlobFormat.RawPrivateKey);
        try
        {
            return Bech32.Encode(Prefix, bytes).ToUpperInvariant();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Names the recipient, so that a stray log line shows no secret.</summary>
    public override string ToString() => $"identity of {Recipient}";

    public void Dispose() => Key.Dispose();

    static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
}
