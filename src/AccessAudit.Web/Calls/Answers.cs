using AccessAudit.Refusals;

namespace AccessAudit.Web.Calls;

static class Answers
{
    /// <summary>The same refusal, or what <paramref name="show"/> makes of the value.</summary>
    internal static async Task<Answer<TShown>> ShowAsync<T, TShown>(
        this Task<Answer<T>> deciding, Func<T, Task<TShown>> show)
    {
        var answer = await deciding;
        return answer.Refusal is { } refusal ? refusal : await show(answer.Value!);
    }
}
