// RFC 4648 section 3.5: the unused bits of the last character must be zero, else two spellings carry one value and a
// flipped bit stays unseen. The base library forgives that (and white space), hence the second look.
using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace AccessAudit.Ledger.Format;

static class StrictBase64
{
    static readonly SearchValues<char> UrlAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool TryDecode(ReadOnlySpan<byte> text, out byte[] value)
    {
        value = [];
        if (text.Length % 4 != 0 || !Ascii.IsValid(text))
            return false;
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (!Convert.TryFromBase64String(Encoding.ASCII.GetString(text), decoded, out var length))
            return false;
        value = decoded[..length];
        return text.SequenceEqual(Encoding.ASCII.GetBytes(Convert.ToBase64String(value)));
    }

    public static bool TryDecodeUrl(string text, out byte[] value)
    {
        value = [];
        if (!Ascii.IsValid(text) || !Base64Url.IsValid(text))
            return false;
        value = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(value) == text;
    }

    /// <summary>
    /// 43 characters that are the one base64url spelling of 32 bytes: the last one carries four bits, so its two low
    /// bits must be zero. Asked several times per entry, hence without decoding.
    /// </summary>
    public static bool IsHash(string text) =>
        text.Length == 43
        && !text.AsSpan().ContainsAnyExcept(UrlAlphabet)
        && "AEIMQUYcgkosw048".Contains(text[42]);
}
