using OtpNet;

namespace AccessAudit.Core.Tests;

/// <summary>A person's authenticator, as their phone would be.</summary>
sealed class Phone(string secretBase32)
{
    public string CodeAt(DateTimeOffset now) =>
        new Totp(Base32Encoding.ToBytes(secretBase32)).ComputeTotp(now.UtcDateTime);
}
