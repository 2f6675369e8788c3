using System.Text;
using AccessAudit.Journal;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Gateway.Ssh.Channels;

/// <summary>Strings of a peer on their way into journal or terminal: escaped for the eye, exact in base64.</summary>
static class PeerText
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Escaped, and cut at <paramref name="most"/> characters.</summary>
    public static string Shown(ReadOnlySpan<byte> bytes, int most = 200)
    {
        var text = EscapedText.Of(bytes[..Math.Min(bytes.Length, 4 * most)]);
        // Never half of a pair: it has no UTF-8, and the fact could not be written.
        return text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "...";
    }

    public static string Shown(string text, int most = 200) => Shown(Encoding.UTF8.GetBytes(text), most);

    /// <summary>The members <c>{name}</c> (escaped) and, where that is not the very bytes, <c>base64</c>.</summary>
    public static Members Exact(string name, ReadOnlySpan<byte> bytes)
    {
        var shown = EscapedText.Of(bytes);
        return Members.Of((name, shown), ("base64", IsPlain(shown, bytes) ? null : Convert.ToBase64String(bytes)));
    }

    static bool IsPlain(string shown, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetByteCount(shown) == bytes.Length && Strict.GetBytes(shown).AsSpan().SequenceEqual(bytes);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
