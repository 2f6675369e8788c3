using AccessAudit.Codes;
using AccessAudit.Contracts;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Requests;

/// <summary>
/// A request from the ask to its end. What each act checks, in order: <see cref="Submission"/> for the ask, below for
/// the talk between technician and approver, and <c>RequestDesk.Approve.cs</c> for the decision.
/// </summary>
public sealed partial class RequestDesk(CodeDesk codes)
{
    /// <summary>A technician asks. A refusal stands in the client's log as <c>request.declined</c>.</summary>
    public Task<Answer<AccessRequest>> SubmitAsync(
        IWork work, Person who, SubmitRequest asked, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Submission.SubmitAsync(work, who, asked, from, now);
    }

    /// <summary>An approver asks back; the request goes on waiting, and its clock runs.</summary>
    public Task<Answer<AccessRequest>> AskAsync(
        IWork work, Person who, string request, string text, Origin from, DateTimeOffset now, CancellationToken ct) =>
        TalkAsync(work, who, request, text, "request.questioned", from, now, ct);

    /// <summary>The technician who asked answers.</summary>
    public Task<Answer<AccessRequest>> AnswerAsync(
        IWork work, Person who, string request, string text, Origin from, DateTimeOffset now, CancellationToken ct) =>
        TalkAsync(work, who, request, text, "request.answered", from, now, ct);

    /// <summary>The technician who asked takes it back; the reason is theirs to give.</summary>
    public async Task<Answer<AccessRequest>> WithdrawAsync(
        IWork work, Person who, string request, string? reason, Origin from, DateTimeOffset now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var seen = await SeeAsync(work, who, request);
        if (seen.Refusal is { } unseen)
            return unseen;

        var (person, found) = seen.Value;
        if (!RequestRules.IsRequester(person, found))
            return Decline(work, person, found, "request.withdrawn", new("request.not_yours"), from, now);
        var step = RequestRules.Step(found, "request.withdrawn", now);
        if (step.Refusal is { } over)
            return Decline(work, person, found, "request.withdrawn", over, from, now);
        var why = Texts.Tidy(reason, "reason", shortest: 0);
        if (why.Refusal is { } unreadable)
            return Decline(work, person, found, "request.withdrawn", unreadable, from, now);

        var withdrawn = found with { State = step.Value };
        work.Replace(withdrawn);
        work.Record(Told(withdrawn, "request.withdrawn", person, now) with
        {
            Content = Members.Of(("reason", why.Value!.Length == 0 ? null : why.Value)),
        });
        return withdrawn;
    }

    async Task<Answer<AccessRequest>> TalkAsync(
        IWork work, Person who, string request, string text, string kind, Origin from, DateTimeOffset now,
        CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var isQuestion = kind == "request.questioned";
        var seen = await SeeAsync(work, who, request, deciding: isQuestion);
        if (seen.Refusal is { } unseen)
            return unseen;

        var (person, found) = seen.Value;
        if (await MayTalkAsync(work, person, found, isQuestion) is { } notTheirs)
            return Decline(work, person, found, kind, notTheirs, from, now);
        var step = RequestRules.Step(found, kind, now);
        if (step.Refusal is { } over)
            return Decline(work, person, found, kind, over, from, now);
        var tidy = Texts.Tidy(text, "text");
        if (tidy.Refusal is { } unreadable)
            return Decline(work, person, found, kind, unreadable, from, now);

        var said = await work.ListAsync<RequestNote>(x => x.Client == found.Client && x.Request == found.Id);
        if (said.Count >= MostNotes)
            return Decline(work, person, found, kind, new("request.notes_full", $"{MostNotes}"), from, now);

        // The request's version moves with each note: two notes of the same number cannot both be written.
        work.Replace(found);
        work.Add(new RequestNote
        {
            Client = found.Client,
            Request = found.Id,
            Number = said.Count + 1,
            IsQuestion = isQuestion,
            Organization = person.Organization,
            Person = person.Id,
            Text = tidy.Value!,
            At = now,
        });
        work.Record(Told(found, kind, person, now) with
        {
            Details = Members.Of(("number", said.Count + 1)),
            Content = Members.Of(("text", tidy.Value)),
        });
        return found;
    }

    const int MostNotes = 100;

    static async Task<Refusal?> MayTalkAsync(IRows rows, Person person, AccessRequest request, bool isQuestion)
    {
        if (!isQuestion)
            return RequestRules.IsRequester(person, request) ? null : new("request.not_yours");
        return await rows.FindAsync<Target>(request.Client, request.Target) is { } target
            ? Approvals.ApprovalRules.MayDecide(person, request, target)
            : new("request.altered");
    }

    /// <summary>The person as they are now and the request, if it exists for them.</summary>
    /// <param name="deciding">
    /// Whoever knows the client and tries to decide is told why they may not, and the client's log keeps that they
    /// tried.
    /// </param>
    static async Task<Answer<(Person Person, AccessRequest Request)>> SeeAsync(
        IRows rows, Person who, string id, bool deciding = false)
    {
        if (await PersonDirectory.NowAsync(rows, who) is not { } person)
            return new Refusal("person.inactive");

        return await rows.ListAsync<AccessRequest>(x => x.Id == id, 1) is [var request]
            && (deciding || RequestRules.MaySee(person, request))
            && await PersonDirectory.SeesAsync(rows, person, request.Client)
            ? (person, request)
            : new Refusal("request.unknown", id);
    }

    static Refusal Decline(
        IWork work, Person person, AccessRequest request, string act, Refusal why, Origin from, DateTimeOffset now) =>
        DeclinedActs.Decline(work, request.Client, person, act, why, from, now, request.Id, request.Grant);

    static Fact Told(AccessRequest request, string kind, Person by, DateTimeOffset now) => new()
    {
        Client = request.Client,
        Kind = kind,
        At = now,
        By = by.Key,
        About = RequestRules.IsRequester(by, request) ? null : new(request.RequesterOrganization, request.Requester),
        Target = request.Target,
        Request = request.Id,
        Grant = request.Grant,
    };
}
