using AccessAudit.Lifecycles;

namespace AccessAudit.Web.Api;

/// <summary>Query values, read as strictly as bodies.</summary>
static class Query
{
    /// <summary>A state by the word that answers use.</summary>
    internal static bool TryState<T>(string word, out T state) where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (Words.Of(candidate) == word)
            {
                state = candidate;
                return true;
            }
        }

        state = default;
        return false;
    }

    /// <summary>True for an absent time (null) and a readable one.</summary>
    internal static bool TryInstant(string? text, out DateTimeOffset? instant)
    {
        instant = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (!Instants.TryRead(text, out var read))
        {
            return false;
        }

        instant = read;
        return true;
    }
}
