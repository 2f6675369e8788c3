using System.Globalization;
using System.Resources;

namespace AccessAudit.Web.Wording;

/// <summary>
/// The words of the pages in one reader's language: <c>Words.resx</c> (English) and <c>Words.fr.resx</c>. A key that is
/// missing throws, so that a page cannot quietly show a key instead of a word.
/// </summary>
sealed partial class Words
{
    static readonly ResourceManager Texts = new("AccessAudit.Web.Wording.Words", typeof(Words).Assembly);
    static readonly Words French = new("fr");
    static readonly Words English = new("en");

    readonly CultureInfo _culture;

    Words(string locale)
    {
        Locale = locale;
        _culture = CultureInfo.GetCultureInfo(locale == "fr" ? "fr-FR" : "en-GB");
    }

    /// <summary><c>fr</c> or <c>en</c>.</summary>
    internal string Locale { get; }

    bool IsFrench => Locale == "fr";

    internal static Words In(string locale) => locale == "fr" ? French : English;

    internal string this[string key] => Texts.GetString(key, _culture)
        ?? throw new InvalidOperationException($"no word for {key} in {Locale}");

    /// <summary>The sentence with <c>{0}</c>, <c>{1}</c>... put in.</summary>
    internal string Say(string key, params object?[] arguments) => string.Format(_culture, this[key], arguments);

    /// <summary>
    /// <c>key.one</c> or <c>key.many</c> by the number, which is argument 0. French counts zero as one.
    /// </summary>
    internal string Count(string key, long number, params object?[] more) => string.Format(
        _culture, this[$"{key}.{(number == 1 || (IsFrench && number == 0) ? "one" : "many")}"],
        [Number(number), .. more]);

    /// <summary>A word for a value of an enum, by its name.</summary>
    internal string Of<T>(T value) where T : struct, Enum => this[$"{typeof(T).Name}.{value}"];
}
