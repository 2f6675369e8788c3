using System.Globalization;
using AccessAudit.Sealing.Recordings;

namespace AccessAudit.Cli.Server;

/// <summary>Says things in the reader's language, and shows others' words so that they cannot attack a terminal.</summary>
sealed class Texts(Language language)
{
    public string Tag => language == Language.French ? "fr" : "en";

    public string Say(string english, string french) => language == Language.French ? french : english;

    /// <summary>A state or role in the reader's words; one that this version does not know stays as the server wrote it.</summary>
    public string Word(string word) => language == Language.French ? French(word) : word.Replace('_', ' ');

    /// <summary>By the clock of the shell's time zone, as whoever types it reads the time.</summary>
    public string Time(DateTimeOffset? at) =>
        at?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "-";

    public static string Safe(string others) => EscapedText.Of(others);

    static string French(string word) => word switch
    {
        "pending" => "en attente",
        "approved" => "validée",
        "refused" => "refusée",
        "withdrawn" => "retirée",
        "expired" => "expirée",
        "scheduled" => "prévue",
        "ready" => "prête",
        "active" => "active",
        "ended" => "terminée",
        "requested" => "demandée",
        "live" => "en cours",
        "ending" => "se termine",
        "sealed" => "scellée",
        "failed" => "échouée",
        _ => word.Replace('_', ' '),
    };
}
