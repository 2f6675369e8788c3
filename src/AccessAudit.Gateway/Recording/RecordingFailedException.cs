namespace AccessAudit.Gateway.Recording;

/// <summary>The recording cannot go on, hence neither can its session; the inner exception is the cause.</summary>
public sealed class RecordingFailedException(string message, Exception cause) : Exception(message, cause);
