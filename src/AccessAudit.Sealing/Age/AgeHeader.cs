using System.Security.Cryptography;
using System.Text;

namespace AccessAudit.Sealing.Age;

/// <summary>
/// The header of an age file, read strictly (age.md, "Header"): LF line ends, single spaces, visible ASCII arguments,
/// canonical unpadded Base64 wrapped at 64 columns. Two readers can then never see two meanings in the same bytes.
/// Bounds are ours, the specification has none: 20 stanzas and 64 KiB in all.
/// </summary>
sealed class AgeHeader
{
    public const int MaxStanzas = 20;
    const int MaxBytes = 64 * 1024;

    readonly List<byte> _read = [];
    readonly List<AgeStanza> _stanzas = [];
    byte[] _macInput = [];
    byte[] _mac = [];

    AgeHeader()
    {
    }

    /// <summary>Reads to the end of the footer line and no byte further.</summary>
    /// <exception cref="AgeException">The header breaks the specification.</exception>
    public static AgeHeader Read(Stream source)
    {
        var header = new AgeHeader();
        if (header.ReadLine(source) != AgeFormat.VersionLine)
        {
            throw Malformed("it does not start with the line age-encryption.org/v1");
        }

        while (true)
        {
            var lineStart = header._read.Count;
            var line = header.ReadLine(source);
            if (line.StartsWith(AgeFormat.FooterStart, StringComparison.Ordinal))
            {
                header._macInput = [.. header._read[..(lineStart + AgeFormat.FooterStart.Length)]];
                header._mac = Footer(line);
                return header;
            }

            header._stanzas.Add(header.ReadStanza(line, source));
            if (header._stanzas.Count > MaxStanzas)
            {
                throw Malformed($"it has more than {MaxStanzas} recipients");
            }
        }
    }

    /// <summary>Fills <paramref name="fileKey"/> with the first identity that opens a stanza, then checks the header's MAC.</summary>
    /// <exception cref="AgeException">Nothing opens, an X25519 stanza is malformed, or the MAC disagrees.</exception>
    public void Unwrap(IReadOnlyList<AgeIdentity> identities, Span<byte> fileKey)
    {
        if (_stanzas.Count == 0)
        {
            throw Malformed("it has no recipient");
        }

        if (_stanzas.Count > 1 && _stanzas.Any(s => s.Type == "scrypt"))
        {
            throw Malformed("a passphrase stanza stands beside another one");
        }

        if (!TryUnwrap(identities, fileKey))
        {
            throw new AgeException(AgeFailure.NoMatch, "The file is not sealed to any of the identities given.");
        }

        if (!CryptographicOperations.FixedTimeEquals(AgeFormat.HeaderMac(fileKey, _macInput), _mac))
        {
            CryptographicOperations.ZeroMemory(fileKey);
            throw new AgeException(AgeFailure.HeaderMac, "The header was altered: its MAC disagrees.");
        }
    }

    bool TryUnwrap(IReadOnlyList<AgeIdentity> identities, Span<byte> fileKey)
    {
        foreach (var stanza in _stanzas.Where(s => s.Type == X25519Stanza.Type))
        {
            foreach (var identity in identities)
            {
                if (X25519Stanza.TryUnwrap(stanza, identity, fileKey))
                {
                    return true;
                }
            }
        }

        return false;
    }

    AgeStanza ReadStanza(string line, Stream source)
    {
        if (!line.StartsWith(AgeFormat.StanzaStart, StringComparison.Ordinal))
        {
            throw Malformed("a line is neither a stanza nor the footer");
        }

        var words = line[AgeFormat.StanzaStart.Length..].Split(' ');
        if (words.Any(w => w.Length == 0 || w.Any(c => c is < '!' or > '~')))
        {
            throw Malformed("a stanza's arguments are not visible ASCII separated by single spaces");
        }

        var body = new List<byte>();
        while (true)
        {
            var encoded = ReadLine(source);
            var part = encoded.Length <= AgeFormat.BodyColumns ? AgeFormat.FromBase64(encoded) : null;
            body.AddRange(part ?? throw Malformed("a stanza's body is not canonical Base64 of at most 64 columns"));
            if (encoded.Length < AgeFormat.BodyColumns)
            {
                return new AgeStanza(words[0], words[1..], [.. body]);
            }
        }
    }

    static byte[] Footer(string line) =>
        line.StartsWith(AgeFormat.FooterStart + " ", StringComparison.Ordinal)
        && AgeFormat.FromBase64(line[(AgeFormat.FooterStart.Length + 1)..]) is { Length: AgeFormat.MacLength } mac
            ? mac
            : throw Malformed("the footer is not three dashes, a space and a MAC of 32 bytes");

    string ReadLine(Stream source)
    {
        var start = _read.Count;
        while (true)
        {
            var value = source.ReadByte();
            if (value < 0)
            {
                throw Malformed("it ends before its footer");
            }

            _read.Add((byte)value);
            if (value == '\n')
            {
                return Encoding.Latin1.GetString([.. _read[start..^1]]);
            }

            if (_read.Count == MaxBytes)
            {
                throw Malformed("it is longer than 64 KiB");
            }
        }
    }

    static AgeException Malformed(string why) => new(AgeFailure.Header, $"The age header is refused: {why}.");
}
