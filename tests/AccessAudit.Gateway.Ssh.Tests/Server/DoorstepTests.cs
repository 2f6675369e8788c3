using System.Net;
using AccessAudit.Gateway.Ssh.Server;

namespace AccessAudit.Gateway.Ssh.Tests.Server;

/// <summary>What stands before anyone has authenticated: names, places, the host key.</summary>
public sealed class DoorstepTests
{
    [Theory]
    [InlineData("alice", "alice", null, null)]
    [InlineData("alice+acme-db1", "alice", "acme-db1", null)]
    [InlineData("a.b_c-9+t.1+root", "a.b_c-9", "t.1", "root")]
    public void A_name_is_login_target_and_account(string text, string login, string? target, string? account) =>
        Assert.Equal(new UserName(login, target, account), UserName.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("+acme")]
    [InlineData("alice+")]
    [InlineData("alice++root")]
    [InlineData("Alice+acme")]
    [InlineData("alice acme")]
    [InlineData("alice+a/b")]
    [InlineData("alice\n")]
    [InlineData("alicé")]
    [InlineData("alice+a+b+c")]
    [InlineData("a23456789012345678901234567890123")]
    public void Anything_else_is_no_name(string text) => Assert.Null(UserName.Parse(text));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 30)]
    [InlineData(55, 65)]
    [InlineData(100, 100)]
    public void Drops_begin_at_the_first_limit_and_are_certain_at_the_last(int waiting, int percent) =>
        Assert.Equal(percent, new StartupLimit(new() { HostKeyFile = "" }).DropRate(waiting));

    [Fact]
    public void A_source_has_so_many_places_and_gets_them_back()
    {
        var limit = new StartupLimit(new() { HostKeyFile = "", StartupsPerSource = 2 });
        var source = IPAddress.Parse("2001:db8::1");
        var neighbour = IPAddress.Parse("2001:db8::ffff");
        var first = limit.TryEnter(source)!;
        Assert.NotNull(limit.TryEnter(neighbour));
        Assert.Null(limit.TryEnter(source));
        Assert.NotNull(limit.TryEnter(IPAddress.Parse("2001:db8:0:1::1")));
        first.Dispose();
        first.Dispose();
        Assert.NotNull(limit.TryEnter(source));
        Assert.Null(limit.TryEnter(source));
    }

    [Fact]
    public void The_host_key_is_drawn_once_for_its_owner_only()
    {
        var folder = Directory.CreateTempSubdirectory("accessaudit-hostkey-");
        var path = Path.Combine(folder.FullName, "new", "host_key");
        using var drawn = HostKeyFile.LoadOrCreate(path);
        using var read = HostKeyFile.LoadOrCreate(path);
        Assert.Equal(drawn.PublicKey, read.PublicKey);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.GroupRead);
            Assert.Throws<InvalidOperationException>(() => HostKeyFile.LoadOrCreate(path));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public void Unfit_options_are_told_all_at_once()
    {
        var unfit = new SshServerOptions { HostKeyFile = "", Addresses = ["here"], Port = 70_000, StartupsFull = 1 };
        var told = Assert.Throws<ArgumentException>(() => unfit.Check()).Message;
        Assert.Contains("'here' is not an IP address", told, StringComparison.Ordinal);
        Assert.Contains("Port", told, StringComparison.Ordinal);
        Assert.Contains("startups", told, StringComparison.Ordinal);
    }
}
