namespace AccessAudit.Benchmarks;

/// <summary>1 GiB of input through the gateway and through ProxyJump, per cipher of the technician's leg.</summary>
static class Bulk
{
    const long Size = 1L << 30;

    public static async Task<int> RunAsync()
    {
        var routes = await Routes.OpenAsync();
        foreach (var cipher in new[] { "aes128-gcm@openssh.com", "aes256-ctr" })
        {
            string[] options = ["-c", cipher];
            var (gateway, jump, ratio) = await Pairs.MeasureAsync(
                3,
                () => Routes.TimeAsync(routes.Gateway(options), "cat >/dev/null", Size),
                () => Routes.TimeAsync(routes.Jump(options), "cat >/dev/null", Size));
            Console.WriteLine($"1 GiB up, {cipher}: gateway {gateway.Say()} s ({(1024 / gateway).Say("0")} MiB/s), "
                + $"ProxyJump {jump.Say()} s ({(1024 / jump).Say("0")} MiB/s), gateway = {ratio.Say()} x ProxyJump's speed");
        }

        return 0;
    }
}
