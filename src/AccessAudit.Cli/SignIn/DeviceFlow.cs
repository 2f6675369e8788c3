// OAuth 2.0 Device Authorization Grant: RFC 8628.
using AccessAudit.Cli.Server;

namespace AccessAudit.Cli.SignIn;

/// <summary>
/// The person signs in with any browser, here or on a phone, and this process learns of it by asking: at the interval
/// that the provider gives, five seconds slower after each <c>slow_down</c>, twice as slow after each break.
/// </summary>
static class DeviceFlow
{
    const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";
    static readonly TimeSpan Slower = TimeSpan.FromSeconds(5);

    /// <param name="show">Tells the person where to go and what to type there.</param>
    /// <exception cref="VerbEndedException">Refused, or not done in time.</exception>
    /// <exception cref="HttpRequestException">The provider does not answer.</exception>
    public static async Task<FormAnswer.Granted> RunAsync(
        Provider provider, string clientId, string scope, Func<FormAnswer.Device, Task> show, Texts texts,
        TimeProvider clock, CancellationToken ct)
    {
        var begun = await provider.AskDeviceAsync(
            new Dictionary<string, string> { ["client_id"] = clientId, ["scope"] = scope }, ct);
        if (!begun.IsYes)
            throw Refused(begun.Read<FormAnswer.Fault>(), texts);
        var device = begun.Read<FormAnswer.Device>();
        var until = clock.GetUtcNow().AddSeconds(device.ExpiresIn);
        await show(device);

        var pause = TimeSpan.FromSeconds(Math.Clamp(device.Interval, 1, 60));
        while (clock.GetUtcNow() + pause < until)
        {
            await Task.Delay(pause, clock, ct);
            FormAnswer answer;
            try
            {
                answer = await provider.AskTokenAsync(new Dictionary<string, string>
                {
                    ["grant_type"] = GrantType,
                    ["device_code"] = device.DeviceCode,
                    ["client_id"] = clientId,
                }, ct);
            }
            catch (Exception broken) when (Api.IsBroken(broken, ct))
            {
                pause *= 2;
                continue;
            }

            if (answer.IsYes)
                return answer.Read<FormAnswer.Granted>();
            var fault = answer.Read<FormAnswer.Fault>();
            pause = fault.Error switch
            {
                "authorization_pending" => pause,
                "slow_down" => pause + Slower,
                _ => throw Refused(fault, texts),
            };
        }

        throw Expired(texts);
    }

    static VerbEndedException Refused(FormAnswer.Fault fault, Texts texts) => fault.Error switch
    {
        "expired_token" => Expired(texts),
        "access_denied" => new(Exit.Refused, "cli.sign_in_refused", texts.Say(
            "The sign-in was refused at the identity provider.",
            "La connexion a été refusée chez le fournisseur d'identité.")),
        _ => new(Exit.Refused, "cli.sign_in_refused", texts.Say(
            $"The identity provider refused: {Said(fault)}", $"Le fournisseur d'identité a refusé : {Said(fault)}")),
    };

    static VerbEndedException Expired(Texts texts) => new(Exit.Refused, "cli.sign_in_expired", texts.Say(
        "Nobody signed in with this code in time. Start again.",
        "Personne ne s'est connecté à temps avec ce code. Recommencez."));

    static string Said(FormAnswer.Fault fault) => Texts.Safe(fault.Description ?? fault.Error);
}
