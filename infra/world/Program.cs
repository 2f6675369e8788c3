using AccessAudit.World;

// The demo's helper: infra/demo calls it, nobody needs to know it.
//   prepare   keys, identities, contracts, users and the private sshd's configuration, once
//   enrol     authenticators and SSH keys through the API, then world.json
//   tour      the five acts, played before the reader's eyes
//   code WHO  the current one-time code of a person, as their phone would show it
//   askpass   what ssh calls for the code during the tour (SSH_ASKPASS)
var place = new Place(Environment.GetEnvironmentVariable("ACCESSAUDIT_DEMO") ?? "artifacts/demo");
try
{
    return args switch
    {
        ["prepare"] => await Preparation.RunAsync(place),
        ["wait"] => await Waiting.RunAsync(),
        ["enrol"] => await Enrolment.RunAsync(place),
        ["tour"] => await Tour.RunAsync(place),
        ["code", var login] => Phone.Print(place, login),
        ["people"] => People.Print(place),
        _ when Environment.GetEnvironmentVariable("ACCESSAUDIT_DEMO_CODE_FOR") is { } who => Phone.Answer(place, who),
        _ => throw new DemoException("usage: prepare | wait | enrol | tour | code LOGIN | people"),
    };
}
catch (DemoException told)
{
    Console.Error.WriteLine(told.Message);
    return 1;
}
