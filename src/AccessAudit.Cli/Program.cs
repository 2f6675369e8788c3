using System.CommandLine;
using AccessAudit.Cli;

// One class per verb; a new verb is a new line here and a transcript in tests/AccessAudit.Cli.Tests/Transcripts.
Command[] verbs =
[
    AccessAudit.Cli.Verify.VerifyVerb.Create(),
    AccessAudit.Cli.Fetch.FetchVerb.Create(),
    AccessAudit.Cli.Recordings.ReplayVerb.Create(),
    AccessAudit.Cli.Keys.KeygenVerb.Create(),
];

return await CommandLine.RunAsync(verbs, args);
