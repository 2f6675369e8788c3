// RFC 6238 appendix B, SHA-1: its codes have eight digits, of which an authenticator shows the last six.
using System.Text;
using AccessAudit.Codes;
using Xunit;

namespace AccessAudit.Core.Tests.Vectors;

public class TotpTests
{
    static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    public static TheoryData<long, string> AppendixB => new()
    {
        { 59, "94287082" },
        { 1111111109, "07081804" },
        { 1111111111, "14050471" },
        { 1234567890, "89005924" },
        { 2000000000, "69279037" },
        { 20000000000, "65353130" },
    };

    [Theory, MemberData(nameof(AppendixB))]
    public void The_codes_of_the_rfc_are_found_at_their_step(long seconds, string code) =>
        Assert.Equal([seconds / 30], TotpCode.StepsOf(Secret, code[2..], At(seconds)));

    [Theory]
    [InlineData(-31, false)]
    [InlineData(-30, true)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(29, true)]
    [InlineData(30, true)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void A_code_is_good_for_its_step_and_one_on_each_side(long after, bool good)
    {
        // 1111111110 is the first second of the step whose code is 050471.
        var steps = TotpCode.StepsOf(Secret, "050471", At(1111111110 + after));
        Assert.Equal(good, steps.Count == 1);
    }

    [Theory]
    [InlineData("050471", "050471")]
    [InlineData(" 050 471 ", "050471")]
    [InlineData("05 04 71", "050471")]
    [InlineData("05047", null)]
    [InlineData("0504711", null)]
    [InlineData("05047a", null)]
    [InlineData("٠٥٠٤٧١", null)]
    [InlineData("050\t471", null)]
    [InlineData("", null)]
    [InlineData("                                            050471", null)]
    public void Only_six_digits_are_a_code(string typed, string? read) => Assert.Equal(read, TotpCode.Clean(typed));

    [Theory]
    // spent, now, wait: the next step begins at 1111111140
    [InlineData(1111111110, 1111111115, 25)]
    [InlineData(1111111110, 1111111139, 1)]
    [InlineData(1111111080, 1111111115, 25)]
    [InlineData(1111111140, 1111111115, 55)]
    public void Whoever_reuses_a_code_hears_how_long_to_wait(long spentAt, long now, long seconds) =>
        Assert.Equal(seconds, TotpCode.SecondsUntilNext(spentAt / 30, At(now)));

    static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
