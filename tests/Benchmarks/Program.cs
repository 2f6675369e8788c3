using AccessAudit.Benchmarks;

// infra/bench calls it with the demo running: every figure is a ratio of two things measured in turn, in one run.
return args switch
{
    ["ledger"] => await LedgerSpeed.RunAsync(),
    ["bulk"] => await Bulk.RunAsync(),
    ["connect"] => await Connect.RunAsync(),
    ["decide"] => await Decide.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: infra/bench [bulk | connect | decide | ledger]");
    return 2;
}
