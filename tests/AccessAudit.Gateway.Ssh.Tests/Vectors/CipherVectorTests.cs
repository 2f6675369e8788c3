using System.Security.Cryptography;
using AccessAudit.Gateway.Ssh.Transport;
using AccessAudit.Gateway.Ssh.Transport.Ciphers;
using AccessAudit.Gateway.Ssh.Transport.Exchange;
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Tests.Vectors;

public sealed class CipherVectorTests
{
    const string Plain = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

    const string Counter = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

    // Packets made by Python's cryptography: key 00.., nonce a0a1a2a3 with a counter about to wrap, padding 01 02 ...
    static readonly string[] GcmPackets =
    [
        "00000010e8c47ec846c3eb64aefd913fb8b0728b5965fbc8dfdf970855c6d48455fb6209",
        "00000010d96d05282caa42c0b28bb00e4c5b122c4e38be511beec6692cb21c2bca37ff1b",
        "000000108303affa26e65a6e51c52e2677cd73a9024494e621a1837f6309ad58ad81164e",
    ];

    // Likewise: AES-256-CTR from a counter of all ones, HMAC-SHA-256, packets number 7 and 8.
    static readonly string[] EncryptThenMacPackets =
    [
        "00000010e0c78c7820cb1fdb5184157e5b885fe78695122ec9c604d305b4c52aef4c49abc99e91b899908af1bdea1a514830a203",
        "00000010fbce77d95825fbd1abf09e6fdb297f8964a22e644ed5242d9ca7eb4413a0fd5fdd2dd1a9e9b5962de6240daf4afcbdbd",
    ];

    static readonly string[] EncryptAndMacPackets =
    [
        "e999e41149f918bf3feb7e7a5f8c53ebabbf0b1c273a2fb757626084bb8eea9f311caba3b0382fc90b4e7f8098285bc9",
        "f29000ba2f17e8bfdb9ffe6bdf2d73854e8024572b6524ecb0bca8a7184ef13154aaefd3e1cf3b8d69b2a783bea36975",
    ];

    [Theory]
    [InlineData("2b7e151628aed2a6abf7158809cf4f3c", "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
        + "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee")]
    [InlineData("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
        "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
        + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6")]
    public void Counter_mode_is_that_of_SP_800_38A_however_the_data_is_cut(string key, string expected)
    {
        foreach (var cut in (int[])[64, 1, 16, 17, 33])
        {
            using var stream = new CtrKeystream(Convert.FromHexString(key), Convert.FromHexString(Counter));
            var data = Convert.FromHexString(Plain);
            for (var at = 0; at < data.Length; at += cut)
            {
                stream.Apply(data.AsSpan(at, Math.Min(cut, data.Length - at)));
            }

            Assert.Equal(expected, Convert.ToHexStringLower(data));
        }
    }

    [Fact]
    public void The_keystream_runs_on_past_what_is_made_ahead()
    {
        var (key, counter) = (RandomNumberGenerator.GetBytes(32), new byte[16]);
        counter.AsSpan(8).Fill(0xff);
        var data = new byte[100_000];
        using var stream = new CtrKeystream(key, counter);
        stream.Apply(data);

        using var aes = Aes.Create();
        aes.Key = key;
        for (var i = 0; i < data.Length / 16; i++)
        {
            Assert.Equal(aes.EncryptEcb(counter, PaddingMode.None), data.AsSpan(i * 16, 16).ToArray());
            for (var at = 15; at >= 0 && ++counter[at] == 0; at--)
            {
            }
        }
    }

    [Fact]
    public void Packets_under_gcm_open_as_an_independent_library_sealed_them()
    {
        byte[] nonce = [0xa0, 0xa1, 0xa2, 0xa3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe];
        using var cipher = new GcmCipher(Sequence(0, 16), nonce);
        Assert.Equal(["hello", "world", "again"], GcmPackets.Select(packet => Open(cipher, packet, 0)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Packets_under_ctr_open_as_an_independent_library_sealed_them(bool encryptThenMac)
    {
        var counter = new byte[16];
        counter.AsSpan().Fill(0xff);
        using var cipher = new CtrCipher(
            Sequence(0, 32), counter, HashAlgorithmName.SHA256, Sequence(64, 32), encryptThenMac);
        var packets = encryptThenMac ? EncryptThenMacPackets : EncryptAndMacPackets;
        Assert.Equal("hello", Open(cipher, packets[0], 7));
        Assert.Equal("world", Open(cipher, packets[1], 8));
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_in_a_packet_is_refused()
    {
        foreach (var cipher in CipherSuite.Ciphers)
        {
            foreach (var mac in CipherSuite.Macs)
            {
                var sealedPacket = new MemoryStream();
                using var writer = new PacketWriter(sealedPacket);
                writer.ChangeCipher(Cipher(cipher, mac), resetSequence: true);
                writer.TryAppend("a payload of some length"u8);
                await writer.FlushAsync(TestContext.Current.CancellationToken);
                for (var bit = 0; bit < sealedPacket.Length * 8; bit++)
                {
                    var bytes = sealedPacket.ToArray();
                    bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                    using var reader = new PacketReader(new MemoryStream(bytes)) { MaxPacket = bytes.Length };
                    reader.ChangeCipher(Cipher(cipher, mac), resetSequence: true);
                    await reader.FillAsync(TestContext.Current.CancellationToken);
                    Assert.False(IsTaken(reader), $"{cipher} {mac} bit {bit}");
                }
            }
        }
    }

    // Made by `openssl kdf ... SSHKDF` of OpenSSL 3.0.
    [Theory]
    [InlineData('A', "212a757d09822b9cb99c581bcffe3d647b4c4e88f913cbebadebe2b7a7447974"
        + "70821c9c1268110df2cbda18377d8d32ee0d0e7198506a8a2c4d586e71b643ca")]
    [InlineData('D', "ef19b6c6c74b94189f498dd8ec46c01e95b956ef9cd33b375bc4cbee13c32257"
        + "89222a07686fc619389a3e63c2f0416f985439a0b1ea3416afe89af896d87cb4")]
    public void Keys_are_derived_as_openssl_derives_them(char letter, string expected)
    {
        var secret = Convert.FromHexString(
            "0000002100d2f3a1b4c5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff01");
        var derived = ExchangeHash.Sha256.Derive(
            secret, SHA256.HashData("exchange"u8), letter, SHA256.HashData("session"u8), 64);
        Assert.Equal(expected, Convert.ToHexStringLower(derived));
    }

    [Fact]
    public void Keys_of_sha384_are_derived_as_openssl_derives_them()
    {
        var secret = Convert.FromHexString(
            "0000002100d2f3a1b4c5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff01");
        var derived = ExchangeHash.Sha384.Derive(
            secret, SHA384.HashData("exchange"u8), 'C', SHA256.HashData("session"u8), 64);
        Assert.Equal(
            "f9fb68d6ebf9ecf93945e2ba27346346081c87e16b14c2dc5dc5b839cffdb98f"
            + "6fce150460261924c44b30a56316b5b510d6269366a9b797b6b7e270b3310cc6",
            Convert.ToHexStringLower(derived));
    }

    // RFC 4251 section 5.
    [Theory]
    [InlineData("", "00000000")]
    [InlineData("00", "00000000")]
    [InlineData("09a378f9b2e332a7", "0000000809a378f9b2e332a7")]
    [InlineData("80", "000000020080")]
    [InlineData("0000ff", "0000000200ff")]
    public void Numbers_are_written_in_their_shortest_form(string number, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(new SshWriter().Natural(Convert.FromHexString(number)).Span));

    [Theory]
    [InlineData("0000000100")]
    [InlineData("000000020009")]
    [InlineData("0000000180")]
    [InlineData("00000002")]
    public void Numbers_in_another_form_are_refused(string mpint) =>
        Assert.Throws<SshProtocolException>(() =>
        {
            new SshReader(Convert.FromHexString(mpint)).Natural();
        });

    static string Open(PacketCipher cipher, string hex, uint sequence)
    {
        var packet = Convert.FromHexString(hex);
        cipher.OpenHeader(packet.AsSpan(0, cipher.HeaderSize));
        Assert.True(cipher.Open(packet, sequence));
        // length, padding length, message number
        return System.Text.Encoding.ASCII.GetString(packet, 6, 5);
    }

    static bool IsTaken(PacketReader reader)
    {
        try
        {
            return reader.TryTake(out _);
        }
        catch (SshProtocolException)
        {
            return false;
        }
    }

    static PacketCipher Cipher(string cipher, string mac) =>
        CipherSuite.Create(cipher, mac, (letter, length) => Sequence(letter, length));

    static byte[] Sequence(int from, int count) => [.. Enumerable.Range(from, count).Select(i => (byte)i)];
}
