namespace AccessAudit.Journal;

/// <summary>Named values; a value is a <c>string</c> or a <c>long</c>, names are ASCII.</summary>
public sealed class Members
{
    readonly SortedDictionary<string, object> _values = new(StringComparer.Ordinal);

    public static Members None { get; } = new();

    public int Count => _values.Count;

    public static Members Of(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var made = new Members();
        foreach (var (name, value) in members)
        {
            switch (value)
            {
                case null:
                    break;
                case string text:
                    made._values.Add(name, text);
                    break;
                case long or int or short or byte:
                    made._values.Add(name, Convert.ToInt64(value, null));
                    break;
                default:
                    throw new ArgumentException($"{name}: a member is text or a whole number, not {value.GetType().Name}");
            }
        }

        return made;
    }

    /// <summary>These and more.</summary>
    public Members With(params ReadOnlySpan<(string Name, object? Value)> more)
    {
        var made = Of(more);
        foreach (var (name, value) in _values)
            made._values.Add(name, value);
        return made;
    }

    public object? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>In ordinal order of the names, as the bytes are written.</summary>
    public IReadOnlyDictionary<string, object> Values => _values;
}
