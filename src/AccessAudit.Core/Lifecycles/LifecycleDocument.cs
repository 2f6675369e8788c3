using System.Text;

namespace AccessAudit.Lifecycles;

/// <summary>Draws <c>docs/lifecycles.md</c>; a test compares the file with it.</summary>
public static class LifecycleDocument
{
    public static string Write()
    {
        var page = new StringBuilder("""
            # Life cycles

            Drawn from `src/AccessAudit.Core/Lifecycles/LifecycleTables.cs`, which the decisions use too: what is not
            drawn here is refused. The words are those of the API; a step's name is the kind of its entry in the client's log.
            Steps without a name are made by time or by the gateway alone and leave no entry.

            """);
        foreach (var lifecycle in LifecycleTables.All)
            Append(page, lifecycle);
        return page.ToString().ReplaceLineEndings("\n");
    }

    static void Append(StringBuilder page, ILifecycle lifecycle)
    {
        page.Append("\n## ").Append(lifecycle.Title).Append("\n\n```mermaid\nstateDiagram-v2\n");
        foreach (var step in lifecycle.Drawn)
        {
            page.Append("    ").Append(step.From ?? "[*]").Append(" --> ").Append(step.To);
            if (step.Fact is not null)
                page.Append(" : ").Append(step.Fact);
            page.Append('\n');
        }

        foreach (var state in lifecycle.Finals)
            page.Append("    ").Append(state).Append(" --> [*]\n");

        page.Append("```\n\n| from | to | entry | caused by |\n|---|---|---|---|\n");
        foreach (var step in lifecycle.Drawn)
        {
            page.Append("| ").Append(step.From ?? "").Append(" | ").Append(step.To).Append(" | ");
            page.Append(step.Fact is null ? "" : $"`{step.Fact}`").Append(" | ").Append(step.Who).Append(" |\n");
        }
    }
}
