using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace AccessAudit.Ledger.Format;

static class EnvelopeReader
{
    /// <summary>Reads, judges and re-writes an entry; <paramref name="scratch"/> is reused between calls.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, ArrayBufferWriter<byte> scratch,
        [NotNullWhen(true)] out Envelope? envelope, out string why)
    {
        why = "";
        if (!TryParse(bytes, out envelope, out var version))
            why = "not the canonical JSON of an entry";
        else if (version != Envelope.Version)
            why = $"version {version} of the entry format is not known here";
        else if (envelope.Fault() is { } fault)
            why = fault;
        if (why.Length == 0)
        {
            scratch.ResetWrittenCount();
            envelope!.WriteTo(scratch);
            if (!bytes.SequenceEqual(scratch.WrittenSpan))
                why = "not the canonical spelling of what it says";
        }
        if (why.Length > 0)
            envelope = null;
        return envelope is not null;
    }

    /// <summary>
    /// Tells a later version of the format (this program is too old to judge it) from a damaged entry. Every version
    /// ends with its number.
    /// </summary>
    public static bool IsLaterVersion(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.LastIndexOf(",\"v\":"u8);
        if (at < 0 || !bytes.StartsWith("{\""u8))
            return false;
        var tail = new CanonicalReader(bytes[at..]);
        return tail.Take(",\"v\":"u8) && tail.Integer(out var version) && tail.Take("}"u8) && tail.AtEnd
            && version > Envelope.Version;
    }

    static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Envelope? envelope, out long version)
    {
        envelope = null;
        version = 0;
        var json = new CanonicalReader(bytes);
        string? grant = null, previous = null, request = null, session = null, target = null;
        long? number = null;
        var details = new Dictionary<string, object>();
        List<string> digests = [];
        if (!json.Take("{\"by\":"u8) || !json.String(out var by))
            return false;
        // "d":{} falls here too: it is read, not written again, hence refused
        if (json.Take(",\"d\":"u8) && !json.Map(out details))
            return false;
        if (!Optional(ref json, ",\"g\":"u8, ref grant)
            || !json.Take(",\"id\":"u8) || !json.String(out var id)
            || !json.Take(",\"k\":"u8) || !json.String(out var kind))
            return false;
        if (json.Take(",\"n\":"u8))
        {
            if (!json.Integer(out var counted))
                return false;
            number = counted;
        }
        if (!json.Take(",\"out\":"u8) || !json.String(out var outcome)
            || !Optional(ref json, ",\"prev\":"u8, ref previous)
            || !Optional(ref json, ",\"r\":"u8, ref request)
            || !Digests(ref json, digests)
            || !Optional(ref json, ",\"sess\":"u8, ref session)
            || !json.Take(",\"t\":"u8) || !json.String(out var time) || !EnvelopeTime.TryRead(time, out var at)
            || !Optional(ref json, ",\"tgt\":"u8, ref target)
            || !json.Take(",\"v\":"u8) || !json.Integer(out version)
            || !json.Take("}"u8) || !json.AtEnd)
            return false;
        envelope = new Envelope
        {
            Id = id,
            Kind = kind,
            At = at,
            By = by,
            Outcome = outcome,
            Session = session,
            Number = number,
            Previous = previous,
            Target = target,
            Request = request,
            Grant = grant,
            Details = details,
            DisclosureDigests = digests,
        };
        return true;
    }

    static bool Optional(ref CanonicalReader json, ReadOnlySpan<byte> name, ref string? text)
    {
        if (!json.Take(name))
            return true;
        var read = json.String(out var found);
        text = found;
        return read;
    }

    static bool Digests(ref CanonicalReader json, List<string> digests)
    {
        if (!json.Take(",\"sd\":["u8))
            return true;
        do
        {
            if (!json.String(out var digest))
                return false;
            digests.Add(digest);
        }
        while (json.Take(","u8));
        return json.Take("]"u8);
    }
}
