using AccessAudit.Codes;
using AccessAudit.Keys;
using AccessAudit.Web.Calls;
using AccessAudit.Web.People;
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
        api.MapPost("/me/recovery", RecoverAsync)
            .Accepts<RecoveryBody>("application/json").Produces<PermitView>();
        api.MapPost("/me/recovery/renew", RenewAsync)
            .Accepts<CodeBody>("application/json").Produces<RecoveryCodesView>();
        api.MapGet("/me/ssh-keys", KeysAsync).Produces<Api.Page<SshKeyView>>();
        api.MapPost("/me/ssh-keys", AddKeyAsync)
            .Accepts<AddKeyBody>("application/json").Produces<SshKeyView>(StatusCodes.Status201Created);
        api.MapPost("/me/ssh-keys/revoke", RevokeKeyAsync)
            .Accepts<RevokeKeyBody>("application/json").Produces<SshKeyView>();
    }

    static Task<IResult> ReadAsync(Call call) => call.ReadAsync(async rows =>
    {
        var me = call.Person;
        var standing = await AuthenticatorDesk.StandingAsync(rows, me, call.Now);
        return new MeView(
            me.Id, me.Login, me.Name, me.Organization, call.Organization.Name, me.Roles, me.Locale,
            standing.EnrolledAt is not null, standing.MayEnrol, standing.RecoveryCodesLeft);
    });

    // The answer holds the secret: it is kept sealed for a retry, and shown once.
    static Task<IResult> BeginAsync(Call call, CodeDesk codes) => call.ActAsync<NoBody, EnrolmentView>(
        (work, _) => codes.BeginAsync(work, call.Person, call.Now, call.Gone).ShowAsync(
            begun => Task.FromResult(new EnrolmentView(begun.Id, begun.Uri, begun.SecretBase32, begun.QrSvg))),
        StatusCodes.Status201Created, secret: true);

    // So does this one: the recovery codes.
    static Task<IResult> ConfirmAsync(Call call, CodeDesk codes) => call.ActAsync<ConfirmBody, AuthenticatorView>(
        (work, body) => codes.ConfirmAsync(work, call.Person, body.Code, call.From, call.Now, call.Gone).ShowAsync(
            enrolled => Task.FromResult(new AuthenticatorView(
                enrolled.Authenticator.Id, enrolled.Authenticator.ConfirmedAt, enrolled.RecoveryCodes))),
        secret: true);

    static Task<IResult> RecoverAsync(Call call, AuthenticatorDesk desk) => call.ActAsync<RecoveryBody, PermitView>(
        (work, body) => desk.RecoverAsync(work, call.Person, body.Code, call.From, call.Now, call.Gone)
            .ShowAsync(permit => Task.FromResult(PermitView.Of(permit))));

    static Task<IResult> RenewAsync(Call call, AuthenticatorDesk desk) => call.ActAsync<CodeBody, RecoveryCodesView>(
        (work, body) => desk.RenewAsync(work, call.Person, body.Otp, call.From, call.Now, call.Gone)
            .ShowAsync(codes => Task.FromResult(new RecoveryCodesView(codes))),
        secret: true);

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
