namespace AccessAudit.Benchmarks;

/// <summary><c>ssh host true</c>, from the first byte to the exit status, inside a code window (no time for typing).</summary>
static class Connect
{
    public static async Task<int> RunAsync()
    {
        var routes = await Routes.OpenAsync();
        foreach (var (name, options) in new[]
        {
            ("the client's own choice of algorithms", Array.Empty<string>()),
            ("curve25519 for both", ["-o", "KexAlgorithms=curve25519-sha256"]),
        })
        {
            var (gateway, jump, ratio) = await Pairs.MeasureAsync(
                15,
                () => Routes.TimeAsync(routes.Gateway(options), "true", 0),
                () => Routes.TimeAsync(routes.Jump(options), "true", 0));
            Console.WriteLine($"ssh host true, {name}: gateway {(gateway * 1000).Say("0")} ms, "
                + $"ProxyJump {(jump * 1000).Say("0")} ms, gateway takes {(1 / ratio).Say()} x ProxyJump's time");
        }

        return 0;
    }
}
