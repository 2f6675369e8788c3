namespace AccessAudit.Refusals;

/// <summary>
/// An expected no that says why. <see cref="Code"/> is stable (API, entries); the sentence is found by it in French and
/// English, with <see cref="Arguments"/> put in.
/// </summary>
public sealed record Refusal(string Code, params string[] Arguments)
{
    public bool Equals(Refusal? other) =>
        other is not null && Code == other.Code && Arguments.SequenceEqual(other.Arguments, StringComparer.Ordinal);

    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);
}

/// <summary>A value, or the refusal that stands in its place.</summary>
public readonly record struct Answer<T>
{
    Answer(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    public T? Value { get; }

    public Refusal? Refusal { get; }

    public bool IsRefused => Refusal is not null;

    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(Refusal refusal) => new(default, refusal);
}
