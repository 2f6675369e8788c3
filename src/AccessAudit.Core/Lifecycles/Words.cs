using System.Text.Json;

namespace AccessAudit.Lifecycles;

/// <summary>
/// States as the API, the log and the documents say them: <c>ScopeChanged</c> is <c>scope_changed</c>.
/// </summary>
public static class Words
{
    public static string Of<TState>(TState state) where TState : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
