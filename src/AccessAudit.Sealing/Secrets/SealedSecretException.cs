namespace AccessAudit.Sealing.Secrets;

/// <summary>
/// A sealed secret did not open: damaged, of another version, sealed under another key, or moved to another context.
/// Which of the last two cannot be told apart, by design.
/// </summary>
public sealed class SealedSecretException(string message, Exception? cause = null) : Exception(message, cause);
