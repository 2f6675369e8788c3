using System.Globalization;
using AccessAudit.Ledger.Verify;

namespace AccessAudit.Cli.Verify;

/// <summary>Every sentence of the report, in both languages side by side.</summary>
sealed class VerifyWords(Language language)
{
    static readonly NumberFormatInfo Grouped = new() { NumberGroupSeparator = "\u00a0", NumberDecimalDigits = 0 };

    public string Head => Say("head", "tête");

    public string Key => Say("key", "clé");

    public string Since => Say("since", "depuis");

    public string Read => Say("read", "lu");

    public string Period => Say("period", "période");

    public string Expected => Say("expected", "attendu");

    public string Found => Say("found", "trouvé");

    public string Detail => Say("detail", "détail");

    public string NotProved => Say("What this does not show:", "Ce que cela ne montre pas :");

    public string KeyFromLog => Say(
        "Whose log it is: the key was taken from the log's own folder. Give --key as you received it elsewhere.",
        "De qui est ce journal : la clé vient du dossier lui-même. Donnez --key, reçue par une autre voie.");

    public string NoSavedHead => Say(
        "That nothing was taken back: no earlier head. Keep this checkpoint and give it as --since next time.",
        "Que rien n'a été retiré : aucune tête antérieure. Gardez ce checkpoint et donnez-le avec --since la fois suivante.");

    public string NotAZip => Say("not a ZIP archive that can be read", "n'est pas une archive ZIP lisible");

    public string NeverWritten => Say(
        "Acts that the gateway never wrote down, and whether its clock was right.",
        "Les actes que la passerelle n'a jamais écrits, ni si son horloge était juste.");

    public string Verdict(Verdict verdict) => verdict switch
    {
        Ledger.Verify.Verdict.Proved => Say("PROVED", "PROUVÉ"),
        Ledger.Verify.Verdict.Refuted => Say("REFUTED", "RÉFUTÉ"),
        _ => Say("CANNOT TELL", "INDÉCIDABLE"),
    };

    public string Counts(long entries, long sessions, long files) => Say(
        $"{Number(entries)} entries, {Number(sessions)} sessions, {Number(files)} files",
        $"{Number(entries)} entrées, {Number(sessions)} sessions, {Number(files)} fichiers");

    public string Entry(long index) => Say($"entry {Number(index)}", $"entrée {Number(index)}");

    public string More(long count) => Say($"... and {Number(count)} more", $"... et {Number(count)} de plus");

    public string OtherFiles(int count) => Say(
        $"Files that are no part of a log ({Number(count)}): ", $"Fichiers étrangers au journal ({Number(count)}) : ");

    public string OtherSignatures(int count) => Say(
        $"Signatures by keys not known here: {Number(count)}.", $"Signatures de clés inconnues ici : {Number(count)}.");

    public string Number(long number) => number.ToString("N", Grouped);

    public string Says(FindingKind kind) => kind switch
    {
        FindingKind.Missing => Say("is needed and not there", "est nécessaire et manque"),
        FindingKind.Unreadable => Say("cannot be read", "ne peut être lu"),
        FindingKind.Damaged => Say("does not unpack", "ne se décompresse pas"),
        FindingKind.TooLong => Say("is longer than the format allows", "est plus long que le format ne l'admet"),
        FindingKind.PathTwice => Say("stands twice in the archive", "figure deux fois dans l'archive"),
        FindingKind.HeadMalformed => Say("is not a signed head", "n'est pas une tête signée"),
        FindingKind.KeyMalformed => Say("is not a key", "n'est pas une clé"),
        FindingKind.KeyDiffers => Say("offers another key than yours", "présente une autre clé que la vôtre"),
        FindingKind.OriginDiffers => Say("is of another log than the key", "est d'un autre journal que la clé"),
        FindingKind.NotSigned => Say("has no signature by the key", "ne porte aucune signature de la clé"),
        FindingKind.SignatureFails => Say("has a forged signature", "porte une signature fausse"),
        FindingKind.LogEmpty => Say("signs an empty log", "signe un journal vide"),
        FindingKind.UnknownFile => Say("has no place in a log", "n'a pas sa place dans un journal"),
        FindingKind.BeyondHead => Say(
            "reaches past the signed size: nothing vouches for it (did the log grow while it was copied?)",
            "dépasse la taille signée : rien n'en répond (le journal a-t-il grandi pendant la copie ?)"),
        FindingKind.BundleMalformed => Say(
            "does not hold its entries exactly", "ne contient pas exactement ses entrées"),
        FindingKind.TileDiffers => Say("disagrees with the entries", "contredit les entrées"),
        FindingKind.OlderPartDiffers => Say(
            "is not the beginning of the later file", "n'est pas le début du fichier suivant"),
        FindingKind.RootDiffers => Say(
            "the entries give another root than the signed one", "les entrées donnent une autre racine que la racine signée"),
        FindingKind.EntryMalformed => Say("holds an entry badly written", "contient une entrée mal écrite"),
        FindingKind.EntryOfLaterVersion => Say(
            "holds an entry of a later format: use a newer verifier",
            "contient une entrée d'un format plus récent : prenez un vérificateur plus récent"),
        FindingKind.CreationMissing => Say("does not begin with log.created", "ne commence pas par log.created"),
        FindingKind.CreationRepeated => Say("has a second log.created", "contient un second log.created"),
        FindingKind.IdRepeated => Say("repeats the id of an entry", "répète l'identifiant d'une entrée"),
        FindingKind.SessionCountBroken => Say("the session's count breaks", "le compte de la session est rompu"),
        FindingKind.SessionChainBroken => Say("the session's chain breaks", "la chaîne de la session est rompue"),
        FindingKind.SavedHeadMalformed => Say("is not a signed head", "n'est pas une tête signée"),
        FindingKind.SavedHeadNotSigned => Say("has no signature by the key", "ne porte aucune signature de la clé"),
        FindingKind.SavedHeadSignatureFails => Say("has a forged signature", "porte une signature fausse"),
        FindingKind.RolledBack => Say(
            "the log is shorter than your saved head: entries were taken back",
            "le journal est plus court que votre tête gardée : des entrées ont été retirées"),
        FindingKind.Forked => Say(
            "the log does not begin as your saved head says: history was rewritten",
            "le journal ne commence pas comme le dit votre tête gardée : l'histoire a été réécrite"),
        _ => kind.ToString(),
    };

    string Say(string english, string french) => language == Language.French ? french : english;
}
