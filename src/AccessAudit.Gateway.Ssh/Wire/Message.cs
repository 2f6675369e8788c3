namespace AccessAudit.Gateway.Ssh.Wire;

/// <summary>Message numbers of RFC 4250 section 4.1.2, RFC 8308 and OpenSSH's PROTOCOL.</summary>
static class Message
{
    // 1-19: transport, generic (RFC 4253 section 11)
    public const byte Disconnect = 1;
    public const byte Ignore = 2;
    public const byte Unimplemented = 3;
    public const byte Debug = 4;
    public const byte ServiceRequest = 5;
    public const byte ServiceAccept = 6;
    public const byte ExtInfo = 7;

    // 20-49: key exchange
    public const byte KexInit = 20;
    public const byte NewKeys = 21;
    public const byte KexEcdhInit = 30;
    public const byte KexEcdhReply = 31;

    // 50-79: user authentication (RFC 4252, RFC 4256); 60 and 61 mean different things per method
    public const byte UserauthRequest = 50;
    public const byte UserauthFailure = 51;
    public const byte UserauthSuccess = 52;
    public const byte UserauthBanner = 53;
    public const byte UserauthPkOk = 60;
    public const byte UserauthInfoRequest = 60;
    public const byte UserauthInfoResponse = 61;

    // 80-127: connection (RFC 4254 section 9)
    public const byte GlobalRequest = 80;
    public const byte RequestSuccess = 81;
    public const byte RequestFailure = 82;
    public const byte ChannelOpen = 90;
    public const byte ChannelOpenConfirmation = 91;
    public const byte ChannelOpenFailure = 92;
    public const byte ChannelWindowAdjust = 93;
    public const byte ChannelData = 94;
    public const byte ChannelExtendedData = 95;
    public const byte ChannelEof = 96;
    public const byte ChannelClose = 97;
    public const byte ChannelRequest = 98;
    public const byte ChannelSuccess = 99;
    public const byte ChannelFailure = 100;

    /// <summary>The first number that belongs to user authentication; everything below stays on one hop.</summary>
    public const byte FirstOfUserauth = 50;

    /// <summary>The last number that belongs to the connection layer; everything above stays on one hop.</summary>
    public const byte LastOfConnection = 127;
}
