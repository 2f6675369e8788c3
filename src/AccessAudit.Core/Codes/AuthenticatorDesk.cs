using AccessAudit.Grants;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Codes;

/// <summary>
/// First and lost authenticators. Only a colleague lets somebody enrol, with a code: a client's person is helped by a
/// client-admin of that client (by an approver when there is no second admin), someone of the provider by another
/// provider-admin; never oneself, and never across. Who is alone spends a recovery code.
/// </summary>
public sealed class AuthenticatorDesk(CodeDesk codes, ISecretSeal seal)
{
    /// <summary>How long a colleague's yes, or a recovery code, may wait for the new phone.</summary>
    public static readonly TimeSpan PermitSpan = TimeSpan.FromHours(24);

    /// <summary>
    /// Lets somebody enrol who has no authenticator. The answer may go out once a signed head covers it.
    /// </summary>
    /// <param name="personId">Whom; somebody whom the caller may not know of is answered as not existing.</param>
    public Task<Answer<EnrolmentPermit>> AllowAsync(
        IWork work, Person who, string personId, string code, Origin from, DateTimeOffset now, CancellationToken ct) =>
        HelpAsync(work, who, personId, PermitCause.Allowed, code, from, now, ct);

    /// <summary>
    /// Revokes somebody's authenticator and lets them enrol another: its codes, open code windows, an enrolment under
    /// way and the recovery codes are worth nothing from now on. The answer may go out once a signed head covers it.
    /// </summary>
    public Task<Answer<EnrolmentPermit>> ResetAsync(
        IWork work, Person who, string personId, string code, Origin from, DateTimeOffset now, CancellationToken ct) =>
        HelpAsync(work, who, personId, PermitCause.Reset, code, from, now, ct);

    /// <summary>
    /// Spends one of one's own recovery codes: the old authenticator is revoked, and one new one may be enrolled. A
    /// wrong code counts like a wrong one-time code.
    /// </summary>
    public async Task<Answer<EnrolmentPermit>> RecoverAsync(
        IWork work, Person who, string recoveryCode, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        if (await PersonDirectory.NowAsync(work, who) is not { } person)
        {
            return new Refusal("person.inactive");
        }

        var clients = await Concerned.ClientsOfAsync(work, person);
        var use = new CodeUse(CodePurpose.Recover, "", clients);
        if (await CodeDesk.ClosedAsync(work, person, from, now) is { } closed)
        {
            return CodeDesk.Fail(work, person, use, closed, from, now);
        }

        if (await RecoveryCodes.FindAsync(work, seal, person, recoveryCode, ct) is not { } found)
        {
            var refusal = await CodeDesk.CountFailureAsync(work, person, use, from, now);
            return refusal.Code == "code.wrong" ? new Refusal("recovery.wrong") : refusal;
        }

        work.Replace(found with { SpentAt = now });
        await RevokeAsync(work, person, now);
        foreach (var client in clients)
        {
            work.Record(new Fact
            {
                Client = client,
                Kind = "recovery.used",
                At = now,
                By = person.Key,
                Details = Members.Of(("left", await RecoveryCodes.LeftAsync(work, person))),
                Origin = from.ToMembers(),
            });
        }

        return await PermitAsync(work, person, PermitCause.Recovery, now);
    }

    /// <summary>
    /// Draws eight new recovery codes for oneself, with a code of the authenticator that they would replace; those of
    /// before are good for nothing any more.
    /// </summary>
    public async Task<Answer<string[]>> RenewAsync(
        IWork work, Person who, string code, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        if (await PersonDirectory.NowAsync(work, who) is not { } person)
        {
            return new Refusal("person.inactive");
        }

        if (string.IsNullOrWhiteSpace(code))
        {
            return new Refusal("code.missing");
        }

        var clients = await Concerned.ClientsOfAsync(work, person);
        if (await codes.CheckAsync(work, person, code, CodePurpose.Recover, "renew", clients, from, now, ct)
            is { } wrong)
        {
            return wrong;
        }

        var drawn = await RecoveryCodes.IssueAsync(work, seal, person, now, ct);
        foreach (var client in clients)
        {
            work.Record(new Fact
            {
                Client = client,
                Kind = "recovery.issued",
                At = now,
                By = person.Key,
                Details = Members.Of(("count", drawn.Count)),
                Origin = from.ToMembers(),
            });
        }

        return drawn.ToArray();
    }

    /// <summary>
    /// How it stands with somebody's authenticator. Whether the caller may know is for the caller to ask.
    /// </summary>
    public static async Task<AuthenticatorStanding> StandingAsync(IRows rows, Person person, DateTimeOffset now)
    {
        var enrolled = (await CodeDesk.AuthenticatorsAsync(rows, person)).FirstOrDefault(row => row.Counts);
        var permit = await rows.FindAsync<EnrolmentPermit>(person.Organization, person.Id);
        var mayEnrol = enrolled is null && permit is not null && permit.IsGoodAt(now);
        return new(
            enrolled?.ConfirmedAt, mayEnrol, mayEnrol ? permit!.Until : null,
            enrolled is null ? 0 : await RecoveryCodes.LeftAsync(rows, person));
    }

    async Task<Answer<EnrolmentPermit>> HelpAsync(
        IWork work, Person who, string personId, PermitCause cause, string code, Origin from, DateTimeOffset now,
        CancellationToken ct)
    {
        if (await PersonDirectory.NowAsync(work, who) is not { } helper)
        {
            return new Refusal("person.inactive");
        }

        if (await PersonDirectory.FindKnownAsync(work, helper, personId) is not { } person)
        {
            return new Refusal("person.unknown", personId);
        }

        var kind = cause == PermitCause.Reset ? "authenticator.reset" : "authenticator.allowed";
        var clients = await Concerned.ClientsOfAsync(work, person);
        if (await MayNotAsync(work, helper, person, cause) is { } why)
        {
            foreach (var client in clients)
            {
                DeclinedActs.Decline(work, client, helper, kind, why, from, now);
            }

            return why;
        }

        if (string.IsNullOrWhiteSpace(code))
        {
            return new Refusal("code.missing");
        }

        var subject = Subject(cause, person);
        if (await codes.CheckAsync(work, helper, code, CodePurpose.Authenticator, subject, clients, from, now, ct)
            is { } wrong)
        {
            return wrong;
        }

        await RevokeAsync(work, person, now);
        await RecoveryCodes.ForgetAsync(work, person);
        foreach (var client in clients)
        {
            work.Record(new Fact
            {
                Client = client,
                Kind = kind,
                At = now,
                By = helper.Key,
                About = person.Key,
                Origin = from.ToMembers(),
            });
        }

        return await PermitAsync(work, person, cause, now);
    }

    static async Task<Refusal?> MayNotAsync(IRows rows, Person helper, Person person, PermitCause cause) =>
        AuthenticatorRules.MayHelp(helper, person, await AdminsAsync(rows, person))
        ?? ((await CodeDesk.AuthenticatorsAsync(rows, person)).Any(row => row.Counts), cause) switch
        {
            (true, PermitCause.Allowed) => new Refusal("authenticator.in_use", person.Login),
            (false, PermitCause.Reset) => new Refusal("authenticator.none", person.Login),
            _ => null,
        };

    static async Task<int> AdminsAsync(IRows rows, Person person) =>
        (await rows.ListAsync<Person>(row => row.Organization == person.Organization && row.Active))
        .Count(row => row.Is(Role.ClientAdmin));

    /// <summary>What the helper's code is bound to.</summary>
    static string Subject(PermitCause cause, Person person) =>
        $"{(cause == PermitCause.Reset ? "reset" : "allow")}:{person.Organization}/{person.Id}";

    static async Task RevokeAsync(IWork work, Person person, DateTimeOffset now)
    {
        foreach (var old in (await CodeDesk.AuthenticatorsAsync(work, person)).Where(row => row.RevokedAt is null))
        {
            if (old.ConfirmedAt is null)
            {
                work.Remove(old);
            }
            else
            {
                work.Replace(old with { RevokedAt = now, SealedSecret = [] });
            }
        }

        // A window that a code of the old phone opened would let sessions in without any code.
        foreach (var grant in await work.ListAsync<Grant>(row => row.TechnicianOrganization == person.Organization
            && row.Technician == person.Id && row.State != GrantState.Ended))
        {
            foreach (var window in await work.ListAsync<CodeWindow>(
                row => row.Client == grant.Client && row.Grant == grant.Id))
            {
                work.Remove(window);
            }
        }
    }

    static async Task<EnrolmentPermit> PermitAsync(IWork work, Person person, PermitCause cause, DateTimeOffset now)
    {
        var permit = new EnrolmentPermit
        {
            Organization = person.Organization,
            Person = person.Id,
            Cause = cause,
            At = now,
            Until = now + PermitSpan,
        };
        if (await work.FindAsync<EnrolmentPermit>(person.Organization, person.Id) is null)
        {
            work.Add(permit);
        }
        else
        {
            work.Replace(permit);
        }

        return permit;
    }
}

/// <param name="EnrolledAt">Null when no code of theirs counts.</param>
/// <param name="MayEnrol">True when they may bring an authenticator now.</param>
/// <param name="MayEnrolUntil">Null when that does not end by itself.</param>
/// <param name="RecoveryCodesLeft">Of the authenticator that counts.</param>
public sealed record AuthenticatorStanding(
    DateTimeOffset? EnrolledAt, bool MayEnrol, DateTimeOffset? MayEnrolUntil, int RecoveryCodesLeft);
