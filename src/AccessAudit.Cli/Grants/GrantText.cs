using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.Grants;

/// <summary>One grant in two lines: what it allows, and what to type.</summary>
static class GrantText
{
    public static string Write(GrantFacts grant, Texts texts) => Texts.Safe(texts.Say(
        $"{grant.Account} @ {grant.Target}: {texts.Word(grant.State)}, {texts.Time(grant.OpensAt)} to {texts.Time(grant.ClosesAt)}",
        $"{grant.Account} @ {grant.Target} : {texts.Word(grant.State)}, de {texts.Time(grant.OpensAt)} à {texts.Time(grant.ClosesAt)}"))
        + "\n" + Texts.Safe(grant.Connect);
}
