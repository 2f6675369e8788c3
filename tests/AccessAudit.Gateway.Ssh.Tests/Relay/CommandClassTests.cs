using System.Text;
using AccessAudit.Gateway.Ssh.Channels;

namespace AccessAudit.Gateway.Ssh.Tests.Relay;

public sealed class CommandClassTests
{
    [Theory]
    [InlineData("scp -t .", CommandClass.Scp)]
    [InlineData("scp -v -r -p -f /var/log", CommandClass.Scp)]
    [InlineData("scp -rt -- /tmp", CommandClass.Scp)]
    [InlineData("rsync --server --sender -vlogDtpre.iLsfxCIvu . dir", CommandClass.Rsync)]
    [InlineData("git-receive-pack '/srv/x.git'", CommandClass.Git)]
    [InlineData("/usr/lib/openssh/sftp-server", CommandClass.Sftp)]
    [InlineData("scp a b", CommandClass.Exec)]
    [InlineData("scp -oProxyCommand=/tmp/tool there:/x /dev/stdout", CommandClass.Exec)]
    [InlineData("scp -i/tmp/key there:/x /dev/stdout", CommandClass.Exec)]
    [InlineData("scp -t . ; id", CommandClass.Exec)]
    [InlineData("scp -t $(id)", CommandClass.Exec)]
    [InlineData("scp -t .\nid", CommandClass.Exec)]
    [InlineData("rsync -a x y", CommandClass.Exec)]
    [InlineData("rsyncx --server", CommandClass.Exec)]
    [InlineData("bash -c 'scp -t .'", CommandClass.Exec)]
    [InlineData("", CommandClass.Exec)]
    public void Only_a_file_tool_beyond_doubt_is_a_transfer(string command, string expected) =>
        Assert.Equal(expected, CommandClass.Of(Encoding.UTF8.GetBytes(command)));
}
