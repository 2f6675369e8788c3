// otpauth URI: https://github.com/google/google-authenticator/wiki/Key-Uri-Format
using OtpNet;
using QRCoder;

namespace AccessAudit.Codes;

/// <summary>What the person's authenticator app needs, shown once.</summary>
/// <param name="Id">The authenticator's id.</param>
/// <param name="Uri">The <c>otpauth://</c> URI in the QR code.</param>
/// <param name="QrSvg">The same as an SVG document.</param>
/// <param name="SecretBase32">For typing it in, without padding.</param>
public sealed record Enrolment(string Id, string Uri, string QrSvg, string SecretBase32)
{
    internal static Enrolment Of(string id, string organization, string login, byte[] secret)
    {
        var text = Base32Encoding.ToString(secret).TrimEnd('=');

        // The label's prefix must be the issuer, and the account after it has no colon of its own.
        var account = System.Uri.EscapeDataString($"{login}@{organization.Replace(':', ' ')}");
        var uri = $"otpauth://totp/AccessAudit:{account}?secret={text}&issuer=AccessAudit&algorithm=SHA1&digits=6&period=30";
        using var data = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(data);
        return new Enrolment(id, uri, svg.GetGraphic(4), text);
    }

    /// <summary>Says nothing of the secret, wherever it is printed.</summary>
    public override string ToString() => $"Enrolment {Id}";
}
