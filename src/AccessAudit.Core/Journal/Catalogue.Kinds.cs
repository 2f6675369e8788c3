namespace AccessAudit.Journal;

public static partial class Catalogue
{
    /// <summary>In the order of a reader's story: the log, the contract, the people, the ask, the session.</summary>
    public static IReadOnlyList<FactKind> All { get; } =
    [
        new("log.created", ["configuration"], ["creation"], []),
        new("integrity.alarm", ["configuration"], ["info"], []),

        new("contract.version_created", ["configuration"], ["creation"], []),
        new("contract.activated", ["configuration"], ["change"], []),
        new("asset.declared", ["configuration"], ["creation"], ["content"]),
        new("asset.changed", ["configuration"], ["change"], ["content"]),
        new("asset.retired", ["configuration"], ["deletion"], []),
        new("policy.changed", ["configuration"], ["change"], []),

        new("identity.bound", ["iam"], ["user", "info"], ["actor"]),
        new("person.created", ["iam"], ["user", "creation"], []),
        new("person.departure_declared", ["iam"], ["user", "change"], ["content"]),
        new("role.granted", ["iam"], ["user", "change"], []),
        new("engagement.activated", ["iam"], ["user", "change"], []),
        new("engagement.revoked", ["iam"], ["user", "change"], ["content"]),
        new("undertaking.signed", ["iam"], ["user", "change"], []),
        new("login.succeeded", ["authentication", "session"], ["start"], ["origin"]),
        new("login.failed", ["authentication"], ["start"], ["origin"]),
        new("login.ended", ["authentication", "session"], ["end"], ["origin"]),
        new("authenticator.enrolled", ["iam"], ["user", "change"], ["origin"], LogBeforeAct: true),
        new("ssh_key.added", ["iam"], ["user", "change"], ["origin", "content"], LogBeforeAct: true),
        new("ssh_key.revoked", ["iam"], ["user", "change"], ["origin", "content"], LogBeforeAct: true),
        new("secret.stored", ["iam"], ["admin", "creation"], []),

        new("request.submitted", ["iam"], ["admin", "creation"], ["origin", "content"]),
        new("request.declined", ["iam"], ["admin", "info"], ["origin", "content"]),
        new("request.questioned", ["iam"], ["admin", "info"], ["content"]),
        new("request.answered", ["iam"], ["admin", "info"], ["content"]),
        new("request.expired", ["iam"], ["admin", "change"], []),
        new("request.withdrawn", ["iam"], ["admin", "deletion"], ["content"]),
        new("approval.approved", ["iam"], ["admin", "change"], ["origin"], LogBeforeAct: true),
        new("approval.refused", ["iam"], ["admin", "change"], ["origin", "content"]),
        new("act.declined", ["iam"], ["admin", "info"], ["origin", "content"]),
        new("otp.verified", ["authentication"], ["start"], ["origin"]),
        new("otp.failed", ["authentication"], ["start"], ["origin"]),
        new("otp.locked", ["authentication", "iam"], ["user", "change", "info"], ["origin"]),
        new("otp.reused", ["authentication"], ["info"], ["origin"]),

        new("grant.scheduled", ["iam"], ["admin", "creation"], []),
        new("grant.activated", ["iam"], ["admin", "change"], []),
        new("grant.extended", ["iam"], ["admin", "change"], []),
        new("grant.ended", ["iam"], ["admin", "deletion"], ["content"]),
        new("gatekeeper.opened", ["iam"], ["admin", "change"], ["origin"], LogBeforeAct: true),
        new("gatekeeper.closed", ["iam"], ["admin", "change"], ["origin"]),

        new("session.requested", ["session"], ["info"], ["origin"]),
        new("session.refused", ["session"], ["info"], ["origin", "content"]),
        new("secret.injected", ["iam", "authentication"], ["admin", "start"], [], LogBeforeAct: true),
        new("session.started", ["session"], ["start"], ["origin"], LogBeforeAct: true),
        new("session.channel_opened", ["session"], ["info"], ["content"]),
        new("session.command", ["process"], ["start"], ["content"]),
        new("session.transfer", ["file", "network"], ["access"], ["content"]),
        new("session.channel_refused", ["network"], ["connection", "denied"], ["content"]),
        new("session.forward_refused", ["network"], ["connection", "denied"], ["content"]),
        new("session.channel_closed", ["session"], ["info"], []),
        new("session.kill_requested", ["session"], ["end"], ["origin", "content"]),
        new("session.ended", ["session"], ["end"], []),
        new("session.lost", ["session"], ["end"], []),
        new("target.host_key_changed", ["network", "configuration"], ["connection", "change"], ["content"]),

        new("recording.segment_sealed", ["file"], ["creation"], []),
        new("recording.sealed", ["file", "session"], ["creation", "info"], []),
        new("recording.played", ["file", "session"], ["access", "info"], ["origin", "content"]),
        new("audit.searched", ["database"], ["access"], ["origin", "content"]),
    ];
}
