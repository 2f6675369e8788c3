using AccessAudit.Codes;
using Xunit;

namespace AccessAudit.Core.Tests.Vectors;

public class SourceWatchTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(29, 3, false)]
    [InlineData(30, 2, false)]
    [InlineData(30, 3, true)]
    [InlineData(300, 1, false)]
    public void A_source_is_closed_at_thirty_failures_across_three_people(int failures, int people, bool closed)
    {
        var recent = Enumerable.Range(0, failures)
            .Select(i => new SourceFailure { Source = "s", Id = $"{i}", Person = $"{i % people}", At = Noon })
            .ToList();
        Assert.Equal(closed ? "source.closed" : null, SourceWatch.Of(recent, Noon)?.Code);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 250)]
    [InlineData(6, 500)]
    [InlineData(9, 4000)]
    [InlineData(10, 8000)]
    [InlineData(1000, 8000)]
    public void The_delay_grows_with_the_failures(int failures, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), SourceWatch.DelayAfter(failures));
}
