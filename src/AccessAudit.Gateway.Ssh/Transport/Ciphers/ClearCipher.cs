namespace AccessAudit.Gateway.Ssh.Transport.Ciphers;

/// <summary>No protection: only before the first NEWKEYS.</summary>
sealed class ClearCipher : PacketCipher
{
    public override int TagSize => 0;

    public override int BlockSize => 8;

    public override bool LengthIsClear => false;

    public override bool Open(Span<byte> packet, uint sequence) => true;

    public override void Seal(Span<byte> packet, uint sequence)
    {
    }

    public override void Dispose()
    {
    }
}
