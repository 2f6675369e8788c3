namespace AccessAudit.Sealing.Secrets;

/// <summary>
/// The data key of an organization: 32 random bytes under which its secrets are sealed, stored wrapped by the key of
/// <see cref="KeyFile"/> (the KEK). Changing the KEK re-wraps one row per organization and touches no secret.
/// </summary>
public static class DataKeys
{
    /// <summary>A new data key, wrapped: what the database stores.</summary>
    public static byte[] Create(SecretBytes kek, string organization)
    {
        using var dataKey = SecretBytes.Random(SecretBox.KeyLength);
        return SecretBox.Seal(kek, dataKey.Span, Context(organization));
    }

    /// <summary>The data key itself. Dispose it to wipe it.</summary>
    /// <exception cref="SealedSecretException">Damaged, another organization's, or wrapped by another KEK.</exception>
    public static SecretBytes Unwrap(SecretBytes kek, ReadOnlySpan<byte> wrapped, string organization)
    {
        var dataKey = SecretBox.Open(kek, wrapped, Context(organization));
        if (dataKey.Span.Length == SecretBox.KeyLength)
        {
            return dataKey;
        }

        dataKey.Dispose();
        throw new SealedSecretException($"The data key of '{organization}' has not {SecretBox.KeyLength} bytes.");
    }

    /// <summary>The same data key under another KEK.</summary>
    public static byte[] Rewrap(SecretBytes oldKek, SecretBytes newKek, ReadOnlySpan<byte> wrapped, string organization)
    {
        using var dataKey = Unwrap(oldKek, wrapped, organization);
        return SecretBox.Seal(newKek, dataKey.Span, Context(organization));
    }

    static string Context(string organization) => $"datakey:{organization}";
}
