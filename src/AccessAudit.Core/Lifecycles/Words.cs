using System.Text;

namespace AccessAudit.Lifecycles;

/// <summary>States as the API, the log and the documents say them: <c>ScopeChanged</c> is <c>scope_changed</c>.</summary>
public static class Words
{
    public static string Of<TState>(TState state) where TState : struct, Enum
    {
        var name = state.ToString();
        var word = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && word.Length > 0)
                word.Append('_');
            word.Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    }
}
