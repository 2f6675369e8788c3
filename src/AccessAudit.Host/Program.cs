using AccessAudit.Host.Verbs;

return await Verb.RunAsync(args);
