using System.Globalization;

namespace AccessAudit.Web.Wording;

// Times and numbers as people write them. The zone is the contract's, Paris, in every text; machines get UTC.
sealed partial class Words
{
    const char Thin = '\u202F';
    const char Hard = '\u00A0';
    static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    internal static DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone);

    /// <summary>The instant of a wall clock in the contract's zone.</summary>
    internal static DateTimeOffset FromWall(DateTime wall)
    {
        var local = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local));
    }

    /// <summary><c>16 h 30</c>, <c>16:30</c>.</summary>
    internal string Time(DateTimeOffset instant) => IsFrench
        ? Local(instant).ToString($"H'{Hard}h{Hard}'mm", CultureInfo.InvariantCulture)
        : Local(instant).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary><c>10 h 40 min 05 s</c>, <c>10:40:05</c>: where a second may matter.</summary>
    internal string Second(DateTimeOffset instant) => IsFrench
        ? Local(instant).ToString($"H'{Hard}h{Hard}'mm'{Hard}min{Hard}'ss'{Hard}s'", CultureInfo.InvariantCulture)
        : Local(instant).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary><c>mardi 17 mars 2026</c>, <c>Tuesday 17 March 2026</c>.</summary>
    internal string LongDay(DateTimeOffset instant) => Local(instant).ToString("dddd d MMMM yyyy", _culture);

    /// <summary>The same at the beginning of a sentence.</summary>
    internal string LongDayFirst(DateTimeOffset instant) =>
        _culture.TextInfo.ToUpper(LongDay(instant)[0]) + LongDay(instant)[1..];

    /// <summary><c>17 mars</c>, <c>17 March</c>; with the year when it is not this one.</summary>
    internal string Day(DateTimeOffset instant, DateTimeOffset now) => Local(instant)
        .ToString(Local(instant).Year == Local(now).Year ? "d MMMM" : "d MMMM yyyy", _culture);

    /// <summary>The time alone today, else the day before it.</summary>
    internal string Moment(DateTimeOffset instant, DateTimeOffset now) =>
        (Local(instant).Date - Local(now).Date).Days switch
        {
            0 => Time(instant),
            1 => Say("clock.tomorrow", Time(instant)),
            -1 => Say("clock.yesterday", Time(instant)),
            _ => $"{Day(instant, now)}, {Time(instant)}",
        };

    /// <summary>As <see cref="Moment"/> within a sentence: <c>à 16 h 30</c>, or the day before it.</summary>
    internal string At(DateTimeOffset instant, DateTimeOffset now) => Local(instant).Date == Local(now).Date
        ? Say("clock.at", Time(instant))
        : Moment(instant, now);

    /// <summary><c>21 h 00 → 23 h 00</c>, with the day when it is not today.</summary>
    internal string Span(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        $"{Moment(from, now)} → {(Local(from).Date == Local(to).Date ? Time(to) : Moment(to, now))}";

    /// <summary><c>2 h 18 min</c>, <c>48 min</c>, <c>27 s</c>.</summary>
    internal static string Length(TimeSpan span)
    {
        var minutes = (long)span.TotalMinutes;
        return minutes < 2 ? $"{Math.Max(0, (long)span.TotalSeconds)}{Hard}s"
            : minutes < 60 ? $"{minutes}{Hard}min"
            : minutes % 60 == 0 ? $"{minutes / 60}{Hard}h"
            : $"{minutes / 60}{Hard}h{Hard}{minutes % 60}{Hard}min";
    }

    internal static string Length(int minutes) =>
        minutes == 1 ? $"1{Hard}min" : Length(TimeSpan.FromMinutes(minutes));

    /// <summary><c>48 219</c> (narrow no-break space), <c>48,219</c>.</summary>
    internal string Number(long number) => number.ToString("#,0", IsFrench ? FrenchNumbers : EnglishNumbers);

    /// <summary><c>n° 48 213</c>, <c>#48,213</c>.</summary>
    internal string Index(long index) => IsFrench ? $"n°{Hard}{Number(index)}" : $"#{Number(index)}";

    /// <summary>A size in bytes, in the unit that reads best.</summary>
    internal string Bytes(long bytes) => bytes switch
    {
        < 1_000 => Count("clock.bytes", bytes),
        < 1_000_000 => $"{Number(bytes / 1_000)}{Hard}{this["clock.kilobytes"]}",
        _ => $"{Number(bytes / 1_000_000)}{Hard}{this["clock.megabytes"]}",
    };

    static readonly NumberFormatInfo FrenchNumbers = new() { NumberGroupSeparator = Thin.ToString() };
    static readonly NumberFormatInfo EnglishNumbers = new() { NumberGroupSeparator = "," };
}
