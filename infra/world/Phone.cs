using OtpNet;

namespace AccessAudit.World;

/// <summary>
/// Plays the phone. A code works once, so within the gateway's tolerance of one step each side the phone shows the first
/// step it has not shown yet, and waits for the next one when there is none.
/// </summary>
static class Phone
{
    const int Seconds = 30;

    public static int Print(Place place, string login)
    {
        var totp = Of(WorldFile.Read(place), login);
        Console.WriteLine($"{totp.ComputeTotp()}   (a new one in {totp.RemainingSeconds()} s; each works once)");
        return 0;
    }

    public static int Answer(Place place, string login)
    {
        Console.WriteLine(NextAsync(place, WorldFile.Read(place).People.Single(p => p.Login == login).TotpSecret!, login)
            .GetAwaiter().GetResult());
        return 0;
    }

    public static async Task<string> NextAsync(Place place, string secret, string login)
    {
        var shown = place.In("people", login + ".last-step");
        var last = File.Exists(shown) ? long.Parse(await File.ReadAllTextAsync(shown), null) : 0;
        var told = false;
        while (true)
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / Seconds;
            var step = Math.Max(now - 1, last + 1);
            if (step <= now + 1)
            {
                Place.WritePrivate(shown, step.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(
                    DateTimeOffset.FromUnixTimeSeconds(step * Seconds).UtcDateTime);
            }

            if (!told)
            {
                Console.Error.WriteLine($"(waiting for {login}'s phone to show a new code)");
                told = true;
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    static Totp Of(WorldFile world, string login) =>
        world.People.FirstOrDefault(person => person.Login == login)?.TotpSecret is { } secret
            ? new Totp(Base32Encoding.ToBytes(secret))
            : throw new DemoException($"{login} has no authenticator; people: "
                + string.Join(", ", world.People.Where(p => p.TotpSecret is not null).Select(p => p.Login)));
}
