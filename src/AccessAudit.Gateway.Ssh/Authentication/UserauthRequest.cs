// SSH_MSG_USERAUTH_REQUEST (RFC 4252 sections 5 and 7) and SSH_MSG_USERAUTH_INFO_RESPONSE (RFC 4256 section 3.4).
using AccessAudit.Gateway.Ssh.Wire;

namespace AccessAudit.Gateway.Ssh.Authentication;

/// <summary>One request; what follows the method name is read only by those who know the method.</summary>
sealed record UserauthRequest
{
    const int MaxUser = 256;
    const int MaxAnswer = 1024;

    public required string User { get; init; }

    public required string Service { get; init; }

    public required string Method { get; init; }

    /// <summary>The whole payload, copied: what comes after the question must not depend on the transport's buffer.
    /// </summary>
    public required byte[] Payload { get; init; }

    public required int MethodFieldsAt { get; init; }

    public static UserauthRequest Parse(ReadOnlyMemory<byte> payload)
    {
        var reader = new SshReader(payload.Span[1..]);
        var user = reader.Text();
        if (user.Length > MaxUser)
        {
            throw new SshProtocolException("the user name is too long");
        }

        return new()
        {
            User = user,
            Service = reader.Name(),
            Method = reader.Name(),
            Payload = payload.ToArray(),
            MethodFieldsAt = 1 + reader.Position,
        };
    }

    /// <summary>The answers, as many as were asked for.</summary>
    public static List<string> ParseAnswers(ReadOnlySpan<byte> payload, int asked)
    {
        var reader = new SshReader(payload[1..]);
        if (reader.UInt32() != (uint)asked)
        {
            throw new SshProtocolException("there are not as many answers as questions");
        }

        var answers = new List<string>(asked);
        for (var i = 0; i < asked; i++)
        {
            var answer = reader.Text();
            answers.Add(answer.Length <= MaxAnswer ? answer : throw new SshProtocolException("an answer is too long"));
        }

        reader.Finish();
        return answers;
    }

    /// <summary>The fields of the publickey method, and the bytes its signature is over.</summary>
    public PublicKeyAsk ReadPublicKey(ReadOnlySpan<byte> sessionId)
    {
        var reader = new SshReader(Payload.AsSpan(MethodFieldsAt));
        var isSigned = reader.Boolean();
        var algorithm = reader.Name();
        var blob = reader.String().ToArray();
        if (!isSigned)
        {
            reader.Finish();
            return new(false, algorithm, blob, [], []);
        }

        var beforeSignature = MethodFieldsAt + reader.Position;
        var signature = reader.String().ToArray();
        reader.Finish();
        var signedData = new SshWriter(Payload.Length + 64).String(sessionId).Raw(Payload.AsSpan(0, beforeSignature));
        return new(true, algorithm, blob, signature, signedData.ToArray());
    }
}

/// <summary>A key offered, or used to sign.</summary>
sealed record PublicKeyAsk(bool IsSigned, string Algorithm, byte[] Blob, byte[] Signature, byte[] SignedData);
