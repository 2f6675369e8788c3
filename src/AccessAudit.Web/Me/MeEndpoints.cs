using AccessAudit.Codes;
using AccessAudit.Keys;
using AccessAudit.Web.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Me;

/// <summary>Who I am, my authenticator, my SSH keys.</summary>
static class MeEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", ReadAsync).Produces<MeView>();
        api.MapPost("/me/authenticator", BeginAsync).Produces<EnrolmentView>(StatusCodes.Status201Created);
        api.MapPost("/me/authenticator/confirm", ConfirmAsync)
            .Accepts<ConfirmBody>("application/json").Produces<AuthenticatorView>();
        api.MapGet("/me/ssh-keys", KeysAsync).Produces<Api.Page<SshKeyView>>();
        api.MapPost("/me/ssh-keys", AddKeyAsync)
            .Accepts<AddKeyBody>("application/json").Produces<SshKeyView>(StatusCodes.Status201Created);
        api.MapPost("/me/ssh-keys/revoke", RevokeKeyAsync)
            .Accepts<RevokeKeyBody>("application/json").Produces<SshKeyView>();
    }

    static Task<IResult> ReadAsync(Call call) => call.ReadAsync(async rows =>
    {
        var me = call.Person;
        var authenticators = await rows.ListAsync<Authenticator>(
            row => row.Organization == me.Organization && row.Person == me.Id);
        return new MeView(
            me.Id, me.Login, me.Name, me.Organization, call.Organization.Name, me.Roles, me.Locale,
            authenticators.Any(row => row.ConfirmedAt is not null));
    });

    // The answer holds the secret: it is kept sealed for a retry, and shown once.
    static Task<IResult> BeginAsync(Call call, CodeDesk codes) => call.ActAsync<NoBody, EnrolmentView>(
        (work, _) => codes.BeginAsync(work, call.Person, call.Now, call.Gone).ShowAsync(
            begun => Task.FromResult(new EnrolmentView(begun.Id, begun.Uri, begun.SecretBase32, begun.QrSvg))),
        StatusCodes.Status201Created, secret: true);

    static Task<IResult> ConfirmAsync(Call call, CodeDesk codes) => call.ActAsync<ConfirmBody, AuthenticatorView>(
        (work, body) => codes.ConfirmAsync(work, call.Person, body.Code, call.From, call.Now, call.Gone).ShowAsync(
            confirmed => Task.FromResult(new AuthenticatorView(confirmed.Id, confirmed.ConfirmedAt))));

    static Task<IResult> KeysAsync(Call call) => call.ReadAsync(async rows =>
    {
        var me = call.Person;
        var keys = await rows.ListAsync<SshKey>(row => row.Organization == me.Organization && row.Person == me.Id);
        return new Api.Page<SshKeyView>([.. keys.OrderByDescending(key => key.AddedAt).Select(SshKeyView.Of)], null);
    });

    static Task<IResult> AddKeyAsync(Call call, KeyDesk keys) => call.ActAsync<AddKeyBody, SshKeyView>(
        (work, body) => keys
            .AddAsync(
                work, call.Person, body.PublicKey, body.Label ?? "", body.Otp, call.From, call.Now, call.Gone)
            .ShowAsync(key => Task.FromResult(SshKeyView.Of(key))),
        StatusCodes.Status201Created);

    static Task<IResult> RevokeKeyAsync(Call call, KeyDesk keys) => call.ActAsync<RevokeKeyBody, SshKeyView>(
        (work, body) => keys.RevokeAsync(work, call.Person, body.Fingerprint, call.From, call.Now, call.Gone)
            .ShowAsync(key => Task.FromResult(SshKeyView.Of(key))));
}
