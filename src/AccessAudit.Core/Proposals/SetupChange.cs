using System.Globalization;
using System.Resources;
using AccessAudit.Refusals;

namespace AccessAudit.Proposals;

/// <summary>One thing that a proposed version would change, for the eyes of whoever decides.</summary>
/// <param name="Subject">A login, a target's name, or nothing when it is about the whole contract.</param>
/// <param name="Before">What is in force; null for what is new.</param>
/// <param name="After">What would be; null for what would go.</param>
public sealed record SetupChange(ChangeKind Kind, string Subject, string? Before, string? After)
{
    // Whoever decides must see all of it: twenty recipients or a handful of RSA host keys.
    const int LongestShown = 4000;
    static readonly ResourceManager Texts = new("AccessAudit.Proposals.ChangeTexts", typeof(SetupChange).Assembly);

    /// <summary>
    /// Gives someone power over the client's systems or knowledge of its recordings, or moves a target to what may be
    /// another machine: look twice.
    /// </summary>
    public bool IsWeighty => Kind is ChangeKind.PersonAdded or ChangeKind.RolesChanged or ChangeKind.IdentityChanged
        or ChangeKind.EngagementAdded or ChangeKind.TargetAdded or ChangeKind.AddressChanged
        or ChangeKind.HostKeysChanged or ChangeKind.AccountsChanged or ChangeKind.OwnersChanged
        or ChangeKind.SensitivityChanged or ChangeKind.RecipientsChanged or ChangeKind.CodeWindowChanged;

    /// <summary>One sentence, in French or English.</summary>
    public string Say(string locale)
    {
        var template = Texts.GetString(Kind.ToString(), CultureInfo.GetCultureInfo(locale == "fr" ? "fr" : "en"))!;
        return RefusalTexts.Fill(template, [Subject, Before ?? "", After ?? ""], LongestShown);
    }
}

/// <summary>In the order in which the changes are told.</summary>
public enum ChangeKind
{
    PersonAdded, PersonRemoved, RolesChanged, PersonNameChanged, IdentityChanged, LocaleChanged,
    EngagementAdded, EngagementRemoved, UndertakingsChanged,
    TargetAdded, TargetRetired, AddressChanged, HostKeysChanged, AccountsChanged, ProtocolsChanged,
    SensitivityChanged, TargetDataChanged, OwnersChanged, TitleChanged,
    RecipientsChanged, CodeWindowChanged, DataCategoriesChanged, DatesChanged, ReferenceChanged, ClientNameChanged,
    WordingChanged,
}
