using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Web.Calls;

/// <summary>Asks a desk what it would answer, and takes everything back: nothing is stored, nothing enters a log.</summary>
sealed partial class Call
{
    internal async Task<Answer<T>> TryAsync<T>(Func<IWork, Task<Answer<T>>> decide)
    {
        try
        {
            await _store.CommitAsync<bool>(async work => throw new TakenBack<T>(await decide(work)), Gone);
        }
        catch (TakenBack<T> tried)
        {
            return tried.Answer;
        }

        throw new InvalidOperationException("a try was not taken back");
    }

    sealed class TakenBack<T>(Answer<T> answer) : Exception
    {
        internal Answer<T> Answer { get; } = answer;
    }
}
