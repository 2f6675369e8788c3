using AccessAudit.Approvals;
using AccessAudit.Codes;
using AccessAudit.Contracts;
using AccessAudit.Grants;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Requests;

public sealed partial class RequestDesk
{
    /// <summary>
    /// An approver says yes, with a code. In order: the request exists for them; they may decide it; it still waits; it
    /// is what was asked (its hash); the contract still covers it; the minutes are at most what was asked and the code
    /// window at most the contract's; the span lies inside the contract, or the extended grant still lives; nobody
    /// counts twice; and last, so that a mistake costs no code, the code itself. The answer may go out once a signed
    /// head covers it.
    /// </summary>
    /// <param name="minutes">Null = as asked.</param>
    /// <param name="codeWindowMinutes">Null = 0, every session needs a code of its own.</param>
    public async Task<Answer<Decided>> ApproveAsync(
        IWork work, Person who, string request, string code, int? minutes, int? codeWindowMinutes, Origin from,
        DateTimeOffset now, CancellationToken ct)
    {
        var seen = await SeeAsync(work, who, request, deciding: true);
        if (seen.Refusal is { } unseen)
            return unseen;

        var (person, found) = seen.Value;
        var (granted, window) = (minutes ?? found.Minutes, codeWindowMinutes ?? 0);
        var weighed = await WeighAsync(work, person, found, granted, window, now);
        if (weighed.Refusal is { } why)
        {
            if (found.State == RequestState.Pending && RequestRules.StateAt(found, now) == RequestState.Expired)
                RequestExpiry.Expire(work, found, now);
            return Decline(work, person, found, "approval.approved", why, from, now);
        }

        if (string.IsNullOrWhiteSpace(code))
            return new Refusal("code.missing");
        var subject = ApprovalRules.Subject(found, granted, window);
        if (await codes.CheckAsync(work, person, code, CodePurpose.Approve, subject, found.Client, from, now, ct)
            is { } wrong)
            return wrong;

        return await ApproveAsync(work, person, found, weighed.Value!, granted, window, from, now);
    }

    /// <summary>An approver says no, and why; no code, because no is free.</summary>
    public async Task<Answer<AccessRequest>> RefuseAsync(
        IWork work, Person who, string request, string reason, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var seen = await SeeAsync(work, who, request, deciding: true);
        if (seen.Refusal is { } unseen)
            return unseen;

        var (person, found) = seen.Value;
        var mayNot = await work.FindAsync<Target>(found.Client, found.Target) is { } target
            ? ApprovalRules.MayDecide(person, found, target)
            : new("request.altered");
        if (mayNot is not null)
            return Decline(work, person, found, "approval.refused", mayNot, from, now);
        var step = RequestRules.Step(found, "approval.refused", now);
        if (step.Refusal is { } over)
            return Decline(work, person, found, "approval.refused", over, from, now);
        var why = Texts.Tidy(reason, "reason", shortest: 3);
        if (why.Refusal is { } unreadable)
            return Decline(work, person, found, "approval.refused", unreadable, from, now);

        var refused = found with { State = step.Value };
        work.Replace(refused);
        var eventId = work.Record(Told(refused, "approval.refused", person, now) with
        {
            Details = Members.Of(("request_hash", found.Hash)),
            Origin = from.ToMembers(),
            Content = Members.Of(("reason", why.Value)),
        });
        work.Add(Approval(person, found, approved: false, why.Value, 0, 0, now, eventId));
        return refused;
    }

    sealed record Weighed(Target Target, Grant? Extended, int ApprovalsBefore);

    static async Task<Answer<Weighed>> WeighAsync(
        IRows rows, Person person, AccessRequest request, int minutes, int codeWindowMinutes, DateTimeOffset now)
    {
        var terms = await Terms.ReadAsync(
            rows, request.Client, new(request.RequesterOrganization, request.Requester), request.Target);
        if (terms.Target is not { } target)
            return new Refusal("request.altered");
        if (ApprovalRules.MayDecide(person, request, target) is { } mayNot)
            return mayNot;
        if (RequestRules.Step(request, "approval.approved", now).Refusal is { } over)
            return over;
        if (RequestHash.Of(request) != request.Hash)
            return new Refusal("request.altered");
        if (await rows.FindAsync<Person>(request.RequesterOrganization, request.Requester) is not { Active: true })
            return new Refusal("approval.technician_left");

        var wish = new Wish(target.Slug, request.Account, request.Protocol, request.DataCategories);
        if (Coverage.Check(terms, wish, now) is { } uncovered)
            return uncovered;
        if (ApprovalRules.CheckTerms(request, terms.Contract!, minutes, codeWindowMinutes) is { } badTerms)
            return badTerms;

        var extended = request.Extends is null ? null : await rows.FindAsync<Grant>(request.Client, request.Extends);
        var span = request.Extends is null
            ? CheckSpan(terms.Contract!, request, minutes, now)
            : extended is null ? new("request.altered") : ExtensionRules.Check(terms, extended, minutes, now);
        if (span is not null)
            return span;

        var given = await rows.ListAsync<Approval>(
            x => x.Client == request.Client && x.Request == request.Id && x.Approved);
        return given.Any(x => x.Organization == person.Organization && x.Person == person.Id)
            ? new Refusal("approval.already_given")
            : new Weighed(target, extended, given.Count);
    }

    static Refusal? CheckSpan(Contract contract, AccessRequest request, int minutes, DateTimeOffset now)
    {
        var grant = GrantRules.Schedule(request, "", minutes, 0, now);
        return Coverage.CheckSpan(contract, grant.OpensAt, grant.ClosesAt);
    }

    static async Task<Answer<Decided>> ApproveAsync(
        IWork work, Person person, AccessRequest request, Weighed weighed, int minutes, int codeWindowMinutes,
        Origin from, DateTimeOffset now)
    {
        var eventId = work.Record(Told(request, "approval.approved", person, now) with
        {
            Grant = request.Extends,
            Details = Members.Of(
                ("request_hash", request.Hash), ("minutes", minutes), ("code_window_minutes", codeWindowMinutes)),
            Origin = from.ToMembers(),
        });
        work.Add(Approval(person, request, approved: true, null, minutes, codeWindowMinutes, now, eventId));

        if (weighed.ApprovalsBefore + 1 < Limits.Quorum(weighed.Target))
        {
            // Still waiting for the others; the version moves so that two decisions at once cannot both count
            // themselves last.
            work.Replace(request);
            return new Decided(request, null);
        }

        var (least, leastWindow) = await LeastAsync(work, request, minutes, codeWindowMinutes);
        var grant = weighed.Extended is null
            ? GrantRules.Schedule(request, Ids.New(), least, leastWindow, now)
            : ExtensionRules.Extend(weighed.Extended, least, leastWindow);
        var approved = request with { State = RequestState.Approved, Grant = grant.Id };
        work.Replace(approved);
        if (weighed.Extended is null)
        {
            work.Add(grant);
            work.Record(GrantFacts.Scheduled(grant, person.Key, now));
        }
        else
        {
            work.Replace(grant);
            work.Record(GrantFacts.Extended(grant, request.Id, least, person.Key, now));
        }

        return new Decided(approved, grant);
    }

    // Several approvals give what all of them agree to: the shortest.
    static async Task<(int Minutes, int CodeWindow)> LeastAsync(
        IRows rows, AccessRequest request, int minutes, int codeWindowMinutes)
    {
        foreach (var other in await rows.ListAsync<Approval>(
            x => x.Client == request.Client && x.Request == request.Id && x.Approved))
        {
            minutes = Math.Min(minutes, other.Minutes);
            codeWindowMinutes = Math.Min(codeWindowMinutes, other.CodeWindowMinutes);
        }

        return (minutes, codeWindowMinutes);
    }

    static Approval Approval(
        Person person, AccessRequest request, bool approved, string? reason, int minutes, int codeWindowMinutes,
        DateTimeOffset now, string eventId) => new()
        {
            Client = request.Client,
            Request = request.Id,
            Organization = person.Organization,
            Person = person.Id,
            Approved = approved,
            Reason = reason,
            RequestHash = request.Hash,
            Minutes = minutes,
            CodeWindowMinutes = codeWindowMinutes,
            At = now,
            EventId = eventId,
        };
}
