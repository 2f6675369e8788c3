using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AccessAudit.Storage.Rows;

/// <summary>An instant as Unix milliseconds, so that the database compares and sorts it. Finer than that is cut.</summary>
sealed class Instants() : ValueConverter<DateTimeOffset, long>(
    at => at.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));

/// <summary>An enum as the word that the API and the entries use: <c>ScopeChanged</c> is <c>scope_changed</c>.</summary>
sealed class Words<T>() : ValueConverter<T, string>(value => Word(value), stored => Value(stored))
    where T : struct, Enum
{
    static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>().ToDictionary(value => value, Snake);
    static readonly Dictionary<string, T> ByWord = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key);

    static string Word(T value) => ByValue[value];

    static T Value(string word) => ByWord.TryGetValue(word, out var value)
        ? value
        : throw new FormatException($"The database holds \"{word}\", which is no {typeof(T).Name}.");

    static string Snake(T value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
