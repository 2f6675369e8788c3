namespace AccessAudit.Web.Requests;

/// <summary>The shorter times offered beside the one that was asked: quarters of it, rounded so that they read well.</summary>
static class Durations
{
    internal static IReadOnlyList<int> UpTo(int minutes)
    {
        var step = minutes switch { >= 120 => 15, >= 20 => 5, _ => 1 };
        return [.. Enumerable.Range(1, 3)
            .Select(quarter => Math.Max(step, minutes * quarter / 4 / step * step))
            .Where(shorter => shorter < minutes).Append(minutes).Distinct()];
    }
}
