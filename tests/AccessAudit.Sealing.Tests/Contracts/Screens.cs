using System.Text;
using System.Text.Json;
using AccessAudit.Sealing.Recordings;
using AccessAudit.Sealing.Replay;

namespace AccessAudit.Sealing.Tests.Contracts;

public sealed class Screens
{
    static readonly RecordedChunk Shell =
        Recorded.Of(1_000_000_000, RecordKind.ChannelOpened, new ChannelOpened("shell", Term: "xterm").ToBytes());

    [Fact]
    public void A_cast_is_what_asciinema_reads()
    {
        RecordedChunk[] chunks =
        [
            Shell,
            Recorded.Of(1_000_000_000, RecordKind.Resize, new TerminalSize(132, 50).ToBytes()),
            Recorded.Output(1_500_000_000, "$ \e[1mls\"\r\n"),
            Recorded.Output(1_600_000_000, "of another channel", channel: 2),
            Recorded.Of(2_000_000_999, RecordKind.StandardError, "oops"u8.ToArray()),
            Recorded.Of(3_000_000_000, RecordKind.Resize, new TerminalSize(80, 24).ToBytes()),
        ];
        var lines = Cast(chunks).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            """{"version":2,"width":132,"height":50,"timestamp":1788249601,"title":"shell","env":{"TERM":"xterm"}}""", lines[0]);
        Assert.Equal("""[0.000000,"r","132x50"]""", lines[1]);
        Assert.Equal("""[0.500000,"o","$ \u001B[1mls\"\r\n"]""", lines[2]);
        Assert.Equal("""[1.000000,"o","oops"]""", lines[3]);
        Assert.Equal("""[2.000000,"r","80x24"]""", lines[4]);
        Assert.All(lines, l => JsonDocument.Parse(l));
    }

    [Fact]
    public void A_character_split_across_chunks_comes_out_whole_even_with_errors_in_between()
    {
        var euro = Encoding.UTF8.GetBytes("€");
        var events = new ChannelScreen(1).Show(
        [
            Shell,
            Recorded.Of(1, RecordKind.StandardOutput, euro[..1]),
            Recorded.Of(2, RecordKind.StandardError, "!"u8.ToArray()),
            Recorded.Of(3, RecordKind.StandardOutput, euro[1..]),
            Recorded.Of(4, RecordKind.StandardOutput, euro[..2]),
        ]).ToList();
        Assert.Equal(["!", "€", "\ufffd"], events.Select(e => e.Data));
    }

    [Fact]
    public void Without_a_terminal_line_feeds_are_completed_and_gaps_are_told()
    {
        var events = new ChannelScreen(1).Show(
        [
            Recorded.Of(1, RecordKind.ChannelOpened, new ChannelOpened("exec", "x"u8.ToArray()).ToBytes()),
            Recorded.Output(2, "a\nb\r"),
            Recorded.Output(3, "\nc"),
            Recorded.Of(4, RecordKind.Gap, new StreamGap(StreamId.StandardOutput, 12).ToBytes()),
        ]);
        Assert.Equal(
            "a\r\nb\r\nc\r\n[accessaudit: 12 bytes were not recorded here]\r\n", string.Concat(events.Select(e => e.Data)));
    }

    [Theory]
    [InlineData("plain é€ \r\n\t\b\a", "plain é€ \r\n\t\b\a")]
    [InlineData("\e[1;31mred\e[0m", "\e[1;31mred\e[0m")]
    [InlineData("\e[38:2::1:2:3mx", "\e[38:2::1:2:3mx")]
    [InlineData("\e[2J\e[H\e[?1049h\e[?25l", "\e[2J\e[H\e[?1049h\e[?25l")]
    [InlineData("\e(0qqq\e(B", "\e(0qqq\e(B")]
    [InlineData("\e[ q\e[2 q\e[!p", "\e[ q\e[2 q\e[!p")]
    public void Drawing_passes(string recorded, string shown) => Assert.Equal(shown, new TerminalFilter().Pass(recorded));

    [Theory]
    [InlineData("\e]52;c;ZXZpbA==\a")] // sets the clipboard
    [InlineData("\e]52;c;ZXZpbA==\e\\")]
    [InlineData("\e]8;;https://evil.example\e\\")] // link
    [InlineData("\e]0;title\a")]
    [InlineData("\u009d0;title\u009c")]
    [InlineData("\eP$qm\e\\")] // asks for settings
    [InlineData("\e_Gdata\e\\")]
    [InlineData("\e^x\e\\")]
    [InlineData("\eXx\e\\")]
    [InlineData("\e[c")] // device attributes
    [InlineData("\e[>c")]
    [InlineData("\e[>0q")]
    [InlineData("\u009bc")]
    [InlineData("\eZ")]
    [InlineData("\u0005")] // answerback
    [InlineData("\e[6n")]
    [InlineData("\e[?6n")]
    [InlineData("\e[21t")] // title report
    [InlineData("\e[1x")]
    [InlineData("\e[?1$p")]
    [InlineData("\e[?1000h\e[?1006h\e[?2004h\e[?1004h")] // mouse, paste and focus reports
    [InlineData("\e[?25;1000h")] // one that rides along
    [InlineData("\e[5i")] // print
    [InlineData("\e[?u\e[>1u")]
    [InlineData("\ec")]
    [InlineData("\e[0;1\"q")]
    [InlineData("\u202e\u2066")]
    [InlineData("\e]52;c;\u0018\e[c")] // aborted, then another
    [InlineData("\e[\e[c")]
    public void Attacks_on_the_terminal_leave_nothing_even_byte_by_byte(string recorded)
    {
        Assert.Equal("", new TerminalFilter().Pass(recorded));
        var filter = new TerminalFilter();
        Assert.Equal("", string.Concat(recorded.Select(c => filter.Pass(c.ToString()))));
        Assert.Equal("ok", filter.Pass("ok"));
    }

    [Fact]
    public void Whatever_comes_no_forbidden_sequence_gets_out()
    {
        var random = new Random(11);
        const string alphabet = "\e\e\e[[]]PX^_?>;;0125$ !\"cntqxhlmuZ\a\\\u009b\u009d\u009c\u0018ab";
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 24).Select(_ => alphabet[random.Next(alphabet.Length)]));
            var passed = new TerminalFilter().Pass(text);
            Assert.DoesNotMatch(@"\e\[[^@-~]*[cntx]|\e[\]P_^XZ]|[\u0080-\u009f]", passed);
        }
    }

    [Fact]
    public async Task A_replay_is_paced_and_puts_the_terminal_back()
    {
        var output = new StringWriter();
        var clock = new InstantClock();
        CastEvent[] events = [new(0, 'o', "a"), new(4_000_000_000, 'o', "\e]0;t\ab"), new(60_000_000_000, 'o', "c")];
        await Replayer.PlayAsync(
            events, output, new ReplayPace(2, TimeSpan.FromSeconds(3)), clock, TestContext.Current.CancellationToken);
        Assert.StartsWith("abc\e7", output.ToString(), StringComparison.Ordinal);
        Assert.Equal([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)], clock.Waits);
    }

    static string Cast(RecordedChunk[] chunks)
    {
        var channel = ChannelSummary.Of(chunks)[0];
        var output = new StringWriter();
        Asciicast.Write(output, Recorded.StartedAt, channel, new ChannelScreen(channel.Channel).Show(chunks));
        return output.ToString();
    }

    /// <summary>Every wait is over at once, and remembered.</summary>
    sealed class InstantClock : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
