namespace AccessAudit.Lifecycles;

/// <summary>
/// One allowed step: the fact that tells it (null when time alone does it, without an entry) and who may cause it.
/// </summary>
public sealed record Transition<TState>(TState? From, TState To, string? Fact, string Who) where TState : struct, Enum;

/// <summary>
/// The life of one kind of object. Decisions ask it for the next state and <c>docs/lifecycles.md</c> is drawn from it,
/// so that neither can drift. What it does not list is refused.
/// </summary>
public sealed class Lifecycle<TState>(string title, params Transition<TState>[] steps) : ILifecycle
    where TState : struct, Enum
{
    public string Title => title;

    public IReadOnlyList<Transition<TState>> Steps => steps;

    /// <summary>The state after <paramref name="fact"/>, or null when that is not allowed from here.</summary>
    public TState? Next(TState from, string fact)
    {
        foreach (var step in steps)
        {
            if (step.Fact == fact && step.From is { } start && EqualityComparer<TState>.Default.Equals(start, from))
                return step.To;
        }

        return null;
    }

    /// <summary>True when nothing leads out of it.</summary>
    public bool IsFinal(TState state) =>
        !steps.Any(step => step.From is { } from && EqualityComparer<TState>.Default.Equals(from, state));

    IEnumerable<string> ILifecycle.States => Enum.GetValues<TState>().Select(Words.Of);

    IEnumerable<DrawnStep> ILifecycle.Drawn => steps.Select(step => new DrawnStep(
        step.From is { } from ? Words.Of(from) : null, Words.Of(step.To), step.Fact, step.Who));

    IEnumerable<string> ILifecycle.Finals =>
        Enum.GetValues<TState>().Where(IsFinal).Select(Words.Of);
}

/// <summary>A life cycle as words, for drawing and for tests.</summary>
public interface ILifecycle
{
    string Title { get; }
    IEnumerable<string> States { get; }
    IEnumerable<DrawnStep> Drawn { get; }
    IEnumerable<string> Finals { get; }
}

public sealed record DrawnStep(string? From, string To, string? Fact, string Who);
