using System.Diagnostics;
using System.Text;

namespace AccessAudit.Scenarios.Stage;

/// <summary>The installed tools, run as a technician or a client runs them.</summary>
static class Tool
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    internal static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/usr/local/sbin").Split(':')
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Skips the test, with the reason counted, when one of these is not installed.</summary>
    internal static void Needs(params string[] programs) => Xunit.Assert.SkipWhen(
        programs.FirstOrDefault(program => Find(program) is null) is not null,
        "not installed: " + string.Join(", ", programs.Where(program => Find(program) is null)));

    internal static async Task KeyAsync(string path)
    {
        var made = await RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path]);
        if (made.Exit != 0)
        {
            throw new InvalidOperationException(made.Error);
        }
    }

    internal static async Task<(int Exit, string Output, string Error)> RunAsync(
        string program, IEnumerable<string> arguments, byte[]? input = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var running = Start(program, arguments, environment);
        return await running.EndAsync(input);
    }

    internal static Running Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Find(program) ?? program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("SSH_AUTH_SOCK");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new Running(Process.Start(start)!);
    }

    internal sealed class Running : IAsyncDisposable
    {
        readonly Process _process;
        readonly TaskCompletionSource _spoke = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly Task<string> _output;
        readonly Task<string> _error;

        internal Running(Process process)
        {
            _process = process;
            _output = ReadAsync();
            _error = process.StandardError.ReadToEndAsync();
        }

        /// <summary>Once the first output came; at its end at the latest.</summary>
        internal Task SpokeAsync() => _spoke.Task.WaitAsync(Limit);

        internal async Task<(int Exit, string Output, string Error)> EndAsync(byte[]? input = null, TimeSpan? limit = null)
        {
            try
            {
                await _process.StandardInput.BaseStream.WriteAsync(input ?? []);
                _process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading it all; its exit code tells.
            }

            await _process.WaitForExitAsync().WaitAsync(limit ?? Limit);
            return (_process.ExitCode, await _output, await _error);
        }

        async Task<string> ReadAsync()
        {
            var all = new StringBuilder();
            var some = new char[4096];
            while (await _process.StandardOutput.ReadAsync(some) is > 0 and var count)
            {
                all.Append(some, 0, count);
                _spoke.TrySetResult();
            }

            _spoke.TrySetResult();
            return all.ToString();
        }

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }

            _process.Dispose();
        }
    }
}
