using AccessAudit.Identity.Dev.Starting;

return await DevIdentity.RunAsync(args);
