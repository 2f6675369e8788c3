using AccessAudit.Lifecycles;
using Xunit;

namespace AccessAudit.Core.Tests.Examples;

public sealed class ContractExampleTests
{
    [Fact]
    public async Task The_starter_contract_of_the_docs_can_be_imported()
    {
        await using var world = await World.EmptyAsync();

        var import = await world.ImportAsync(World.Contract());

        Assert.Empty(import.Errors);
        Assert.Equal(1, import.Version);
        Assert.Matches("^[a-z0-9]{10}$", import.Client);
    }

    [Fact]
    public void The_drawn_life_cycles_are_those_that_decide()
    {
        var page = Repository.At("docs", "lifecycles.md");
        if (Environment.GetEnvironmentVariable("ACCESSAUDIT_WRITE_DOCS") == "1")
            File.WriteAllText(page, LifecycleDocument.Write());

        Assert.True(
            File.Exists(page) && File.ReadAllText(page) == LifecycleDocument.Write(),
            "docs/lifecycles.md is old: run these tests once with ACCESSAUDIT_WRITE_DOCS=1 and commit it.");
    }
}
