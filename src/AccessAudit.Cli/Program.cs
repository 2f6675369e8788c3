using System.CommandLine;
using AccessAudit.Cli;
using AccessAudit.Cli.Fetch;
using AccessAudit.Cli.Grants;
using AccessAudit.Cli.Keys;
using AccessAudit.Cli.Recordings;
using AccessAudit.Cli.Requests;
using AccessAudit.Cli.Sessions;
using AccessAudit.Cli.SignIn;
using AccessAudit.Cli.Verify;

// In the order of a day's work; a new verb is a new line here and stands in a transcript of
// tests/AccessAudit.Cli.Tests/Transcripts.
Command[] verbs =
[
    LoginVerb.Create(),
    WhoAmIVerb.Create(),
    LogoutVerb.Create(),
    SshKeyVerbs.Create(),

    TargetsVerb.Create(),
    RequestVerb.Create(),
    RequestsVerb.Create(),
    SayVerbs.Answer(),
    SayVerbs.Withdraw(),

    ApproveVerb.Create(),
    SayVerbs.Question(),
    SayVerbs.Refuse(),

    GrantsVerb.Create(),
    SshVerb.Create(),
    GrantActs.Extend(),
    GrantActs.Revoke(),

    SessionsVerb.Create(),
    StopVerb.Create(),
    SearchVerb.Create(),
    ReplayVerb.Create(),

    FetchVerb.Create(),
    VerifyVerb.Create(),
    KeygenVerb.Create(),
];

return await CommandLine.RunAsync(verbs, args);
