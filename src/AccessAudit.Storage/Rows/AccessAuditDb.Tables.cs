using AccessAudit.Approvals;
using AccessAudit.Codes;
using AccessAudit.Contracts;
using AccessAudit.Gatekeepers;
using AccessAudit.Grants;
using AccessAudit.Journal;
using AccessAudit.Keys;
using AccessAudit.Notices;
using AccessAudit.People;
using AccessAudit.Proposals;
using AccessAudit.Requests;
using AccessAudit.Sessions;
using AccessAudit.State;
using Microsoft.EntityFrameworkCore;

namespace AccessAudit.Storage.Rows;

abstract partial class AccessAuditDb
{
    /// <summary>
    /// Every key starts with the organization that the row belongs to, so that one client's rows can be told, moved and
    /// fenced. What is unique in the whole instance has an index of its own.
    /// </summary>
    static void Tables(ModelBuilder model)
    {
        model.Entity<Organization>().HasKey(row => row.Id);
        model.Entity<Person>(table =>
        {
            table.HasKey(row => new { row.Organization, row.Id });
            table.HasIndex(row => row.Login).IsUnique();
            table.HasIndex(row => new { row.Issuer, row.Subject }).IsUnique();
        });
        model.Entity<WebSession>(table =>
        {
            table.HasKey(row => new { row.Organization, row.Id });
            table.HasIndex(row => row.Id).IsUnique();
            table.HasIndex(row => row.ExpiresAt);
        });
        model.Entity<Pseudonym>(table =>
        {
            table.HasKey(row => new { row.Client, row.Organization, row.Person });
            table.HasIndex(row => new { row.Client, row.Value }).IsUnique();
        });
        model.Entity<SshKey>(table =>
        {
            table.HasKey(row => new { row.Organization, row.Person, row.Fingerprint });
            table.HasIndex(row => row.Fingerprint);
        });

        model.Entity<Contract>().HasKey(row => new { row.Client, row.Number });
        model.Entity<Target>(table =>
        {
            table.HasKey(row => new { row.Client, row.Id });
            table.HasIndex(row => row.Slug).IsUnique();
        });
        model.Entity<Proposal>(table =>
        {
            table.HasKey(row => new { row.Client, row.Id });
            table.HasIndex(row => row.Id).IsUnique();
            table.HasIndex(row => new { row.State, row.ValidUntil });
        });
        model.Entity<Engagement>().HasKey(row => new { row.Client, row.Organization, row.Person });
        model.Entity<Gatekeeper>().HasKey(row => row.Client);

        model.Entity<AccessRequest>(table =>
        {
            table.HasKey(row => new { row.Client, row.Id });
            table.HasIndex(row => row.Id).IsUnique();
            table.HasIndex(row => new { row.State, row.ValidUntil });
        });
        model.Entity<RequestNote>().HasKey(row => new { row.Client, row.Request, row.Number });
        model.Entity<Approval>().HasKey(row => new { row.Client, row.Request, row.Organization, row.Person });
        model.Entity<Grant>(table =>
        {
            table.HasKey(row => new { row.Client, row.Id });
            table.HasIndex(row => row.Id).IsUnique();
            table.HasIndex(row => new { row.TechnicianOrganization, row.Technician, row.State });
            table.HasIndex(row => new { row.State, row.ClosesAt });
        });
        model.Entity<CodeWindow>().HasKey(row => new { row.Client, row.Grant, row.KeyFingerprint, row.Source });
        model.Entity<Session>(table =>
        {
            table.HasKey(row => new { row.Client, row.Id });
            table.HasIndex(row => row.Id).IsUnique();
            table.HasIndex(row => new { row.Node, row.State });
        });

        model.Entity<Authenticator>().HasKey(row => new { row.Organization, row.Person, row.Id });
        model.Entity<EnrolmentPermit>().HasKey(row => new { row.Organization, row.Person });
        model.Entity<RecoveryCode>().HasKey(row => new { row.Organization, row.Person, row.Number });
        model.Entity<SpentCode>(table =>
        {
            table.HasKey(row => new { row.Organization, row.Person, row.Step });
            table.HasIndex(row => row.At);
        });
        model.Entity<CodeFailures>().HasKey(row => new { row.Organization, row.Person });
        model.Entity<SourceFailure>(table =>
        {
            table.HasKey(row => new { row.Source, row.Id });
            table.HasIndex(row => row.At);
        });
        model.Entity<WrappedDataKey>().HasKey(row => row.Organization);
        model.Entity<TargetCredential>().HasKey(row => new { row.Client, row.Target, row.Account });
        model.Entity<IdempotentAnswer>(table =>
        {
            table.HasKey(row => new { row.Organization, row.Person, row.Key });
            table.HasIndex(row => row.At);
        });

        model.Entity<Notice>(table =>
        {
            table.HasKey(row => new { row.Organization, row.Person, row.Id });
            table.HasIndex(row => new { row.Organization, row.Person, row.At });
            table.HasIndex(row => new { row.Kind, row.At });
            table.HasIndex(row => row.At);
        });

        model.Entity<ClientLog>().HasKey(row => row.Client);
        model.Entity<SessionChain>().HasKey(row => new { row.Client, row.Session });
    }
}
