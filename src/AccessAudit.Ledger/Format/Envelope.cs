// The leaf, version 1: docs/ledger-format.md section 4. It carries no personal content: people appear as pseudonyms
// of that client, content as digests of salted disclosures (RFC 9901), so that erasing them leaves every proof valid.
using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace AccessAudit.Ledger.Format;

/// <summary>
/// One entry of the log. <see cref="Write"/> gives its only spelling; those bytes are stored, hashed and never
/// written anew.
/// </summary>
public sealed record Envelope
{
    /// <summary>The <c>v</c> we write and the only one we read.</summary>
    public const int Version = 1;

    /// <summary>The kind of entry 0, and of no other.</summary>
    public const string LogCreated = "log.created";

    /// <summary><c>id</c>: a UUIDv7 (RFC 9562 section 5.7) in lower case with hyphens, unique in the log.</summary>
    public required string Id { get; init; }

    /// <summary><c>k</c>: what happened, <c>object.past_tense</c> from the catalogue of facts.</summary>
    public required string Kind { get; init; }

    /// <summary><c>t</c>: when, by the gateway's clock; UTC, cut to milliseconds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>by</c>: who, as a pseudonym of this client.</summary>
    public required string By { get; init; }

    /// <summary><c>out</c>: how it ended, for example <c>success</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary><c>sess</c>: the session it belongs to; then <see cref="Number"/> counts its entries.</summary>
    public string? Session { get; init; }

    /// <summary><c>n</c>: place within the session, from 0 without a gap.</summary>
    public long? Number { get; init; }

    /// <summary><c>prev</c>: leaf hash of the session's entry before, in base64url; absent when n is 0.</summary>
    public string? Previous { get; init; }

    /// <summary><c>tgt</c>: id of the target system.</summary>
    public string? Target { get; init; }

    /// <summary><c>r</c>: id of the request.</summary>
    public string? Request { get; init; }

    /// <summary><c>g</c>: id of the grant.</summary>
    public string? Grant { get; init; }

    /// <summary><c>d</c>: facts of that kind: strings and longs within ±(2^53−1), nothing personal.</summary>
    public IReadOnlyDictionary<string, object> Details { get; init; } = new Dictionary<string, object>();

    /// <summary><c>sd</c>: digests of the entry's disclosures, see <see cref="Disclosure"/>.</summary>
    public IReadOnlyList<string> DisclosureDigests { get; init; } = [];

    /// <summary>The canonical bytes, at most 65,535.</summary>
    /// <exception cref="ArgumentException">A value that the format refuses, or an entry too long.</exception>
    public byte[] Write()
    {
        var to = new ArrayBufferWriter<byte>(512);
        WriteTo(to);
        EntryBundle.RefuseTooLong(to.WrittenCount);
        return to.WrittenSpan.ToArray();
    }

    /// <summary>Reads an entry; refuses every spelling but the canonical one and says why.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Envelope? envelope, out string why) =>
        EnvelopeReader.TryRead(bytes, new ArrayBufferWriter<byte>(512), out envelope, out why);

    internal void WriteTo(IBufferWriter<byte> to)
    {
        if (Fault() is { } fault)
            throw new ArgumentException(fault);
        to.Write("{"u8);
        Text(to, "\"by\":"u8, By);
        if (Details.Count > 0)
        {
            to.Write(",\"d\":"u8);
            CanonicalJson.Map(to, Details);
        }
        Text(to, ",\"g\":"u8, Grant);
        Text(to, ",\"id\":"u8, Id);
        Text(to, ",\"k\":"u8, Kind);
        Integer(to, ",\"n\":"u8, Number);
        Text(to, ",\"out\":"u8, Outcome);
        Text(to, ",\"prev\":"u8, Previous);
        Text(to, ",\"r\":"u8, Request);
        Digests(to);
        Text(to, ",\"sess\":"u8, Session);
        to.Write(",\"t\":\""u8);
        EnvelopeTime.Write(to, At);
        to.Write("\""u8);
        Text(to, ",\"tgt\":"u8, Target);
        Integer(to, ",\"v\":"u8, Version);
        to.Write("}"u8);
    }

    /// <summary>What the format refuses about these values, or null.</summary>
    internal string? Fault()
    {
        if (!IsUuid7(Id))
            return "id is not a lower-case UUIDv7";
        if (!CanonicalJson.IsKey(Kind) || !Kind.Contains('.'))
            return "k is not object.past_tense";
        if (By is "" || Outcome is "" || Session is "" || Target is "" || Request is "" || Grant is "")
            return "by, out, sess, tgt, r and g are not empty when present";
        if (Session is null != Number is null)
            return "sess and n stand together";
        if (Number < 0)
            return "n counts from 0";
        if (Number is > 0 != Previous is not null)
            return "prev stands where n is above 0, and only there";
        if (Previous is not null && !StrictBase64.IsHash(Previous))
            return "prev is not the base64url of 32 bytes";
        if (!DisclosureDigests.All(StrictBase64.IsHash))
            return "sd is not the base64url of 32 bytes each";
        return DisclosureDigests.Count > 1 && DisclosureDigests.Distinct().Count() < DisclosureDigests.Count
            ? "sd repeats a digest"
            : null;
    }

    void Digests(IBufferWriter<byte> to)
    {
        for (var i = 0; i < DisclosureDigests.Count; i++)
            Text(to, i == 0 ? ",\"sd\":["u8 : ","u8, DisclosureDigests[i]);
        if (DisclosureDigests.Count > 0)
            to.Write("]"u8);
    }

    static void Text(IBufferWriter<byte> to, ReadOnlySpan<byte> name, string? text)
    {
        if (text is null)
            return;
        to.Write(name);
        CanonicalJson.String(to, text);
    }

    static void Integer(IBufferWriter<byte> to, ReadOnlySpan<byte> name, long? value)
    {
        if (value is null)
            return;
        to.Write(name);
        CanonicalJson.Integer(to, value.Value);
    }

    static bool IsUuid7(string id) =>
        id.Length == 36
        && Guid.TryParseExact(id, "D", out var guid)
        && guid.Version == 7
        && id[19] is '8' or '9' or 'a' or 'b'
        && !id.AsSpan().ContainsAnyInRange('A', 'Z');
}
