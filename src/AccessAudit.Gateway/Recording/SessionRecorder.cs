namespace AccessAudit.Gateway.Recording;

/// <summary>Placeholder until the recorder lands in this file.</summary>
public sealed class SessionRecorder;
