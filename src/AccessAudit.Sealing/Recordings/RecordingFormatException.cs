namespace AccessAudit.Sealing.Recordings;

/// <summary>A recording breaks its format; the message says where and how.</summary>
public sealed class RecordingFormatException(string message, Exception? cause = null) : Exception(message, cause);
