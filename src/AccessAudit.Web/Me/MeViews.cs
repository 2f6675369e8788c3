using AccessAudit.Keys;
using AccessAudit.Web.Calls;

namespace AccessAudit.Web.Me;

/// <param name="Authenticator">True once one-time codes of this person count.</param>
/// <param name="MayEnrol">True when this person may enrol an authenticator now, without anybody's help.</param>
sealed record MeView(
    string Id, string Login, string Name, string Organization, string OrganizationName, string[] Roles, string Locale,
    bool Authenticator, bool MayEnrol, int RecoveryCodesLeft);

/// <param name="Uri"><c>otpauth://</c>, as in the QR code.</param>
/// <param name="Secret">Base32, for typing it in.</param>
/// <param name="QrSvg">An SVG document.</param>
sealed record EnrolmentView(string Id, string Uri, string Secret, string QrSvg);

/// <param name="RecoveryCodes">Shown once; each lets its owner enrol again when the phone is lost, no more.</param>
sealed record AuthenticatorView(string Id, DateTimeOffset? ConfirmedAt, IReadOnlyList<string> RecoveryCodes);

sealed record SshKeyView(
    string Fingerprint, string Label, string PublicKey, DateTimeOffset AddedAt, DateTimeOffset? RevokedAt)
{
    internal static SshKeyView Of(SshKey key) => new(
        key.Fingerprint, key.Label, key.PublicKey, key.AddedAt, key.RevokedAt);
}

sealed record ConfirmBody(string Code) : ICarriesCode
{
    string? ICarriesCode.Otp => Code;
}

/// <param name="RecoveryCodes">Shown once; those of before are good for nothing any more.</param>
sealed record RecoveryCodesView(IReadOnlyList<string> RecoveryCodes);

/// <param name="Code">A recovery code, as it was written down.</param>
sealed record RecoveryBody(string Code) : ICarriesCode
{
    string? ICarriesCode.Otp => Code;
}

/// <param name="PublicKey">One <c>authorized_keys</c> line without options.</param>
/// <param name="Label">What its owner calls it; absent = the line's comment.</param>
sealed record AddKeyBody(string PublicKey, string Otp, string? Label = null) : ICarriesCode
{
    string? ICarriesCode.Otp => Otp;
}

/// <summary>Stopping is free: no code.</summary>
sealed record RevokeKeyBody(string Fingerprint);
