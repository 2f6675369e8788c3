namespace AccessAudit.Sealing.Secrets;

/// <summary>The key file cannot be used; the message is for the operator and holds no key byte.</summary>
public sealed class KeyFileException(string message, Exception? cause = null) : Exception(message, cause);
