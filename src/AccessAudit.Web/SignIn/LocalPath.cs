using System.Diagnostics.CodeAnalysis;

namespace AccessAudit.Web.SignIn;

/// <summary>An address within this installation, and nothing that a browser could read as another's.</summary>
static class LocalPath
{
    const int MaxLength = 2_000;

    /// <summary>The path itself when it is local, else the start page.</summary>
    internal static string Of(string? asked) => IsLocal(asked) ? asked : "/";

    // Browsers read \ as /, drop tabs and line ends, and take // as the start of a host: none of them gets in. What is
    // not ASCII comes percent-encoded.
    static bool IsLocal([NotNullWhen(true)] string? path) =>
        path is ['/', ..] and not ['/', '/', ..] && path.Length <= MaxLength
        && path.All(letter => letter is > ' ' and <= '~' and not '\\')
        && !IsDoor(path);

    // Back to the door after having come in would be a circle, or a sign-out that nobody asked for.
    static bool IsDoor(string path) =>
        path.StartsWith("/sign-in", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith("/sign-out", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith("/api", StringComparison.OrdinalIgnoreCase);
}
