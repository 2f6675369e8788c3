using AccessAudit.Contracts;
using AccessAudit.Gatekeepers;
using AccessAudit.Grants;
using AccessAudit.Journal;
using AccessAudit.People;
using AccessAudit.Refusals;
using AccessAudit.State;

namespace AccessAudit.Requests;

/// <summary>
/// One ask, through its checks in order: the client exists for this person; their role may ask; the target is known;
/// the contract covers it (<see cref="Coverage"/>); reason; ticket; the grant it extends, or minutes, start and span. A
/// closed gatekeeper does not stop an ask, it is noted in the entry. The first check that fails is the answer, and an
/// entry.
/// </summary>
static class Submission
{
    public static async Task<Answer<AccessRequest>> SubmitAsync(
        IWork work, Person who, SubmitRequest asked, Origin from, DateTimeOffset now)
    {
        // Someone else's client is answered, and noted, as one that does not exist: not at all.
        if (await PersonDirectory.NowAsync(work, who) is not { } person)
            return new Refusal("person.inactive");
        if (!await PersonDirectory.SeesAsync(work, person, asked.Client))
            return new Refusal("client.unknown", asked.Client);

        var weighed = await WeighAsync(work, person, asked, now);
        if (weighed.Refusal is { } why)
        {
            work.Record(Declined(person, asked, why, from, now));
            return why;
        }

        var request = weighed.Value!;
        work.Add(request);
        work.Record(await SubmittedAsync(work, person, request, from, now));
        return request;
    }

    static async Task<Answer<AccessRequest>> WeighAsync(
        IRows rows, Person person, SubmitRequest asked, DateTimeOffset now)
    {
        if (!RoleTable.May(person, Act.Ask, asked.Client))
            return new Refusal("role.may_not_ask");

        var found = await rows.ListAsync<Target>(
            x => x.Client == asked.Client && (x.Slug == asked.Target || x.Id == asked.Target), 2);
        var terms = await Terms.ReadAsync(rows, asked.Client, person.Key, found is [var target, ..] ? target.Id : "");
        string[] categories = asked.DataCategories is null
            ? terms.Target?.DataCategories ?? []
            : [.. asked.DataCategories.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var wish = new Wish(asked.Target, asked.Account, asked.Protocol, categories);
        if (Coverage.Check(terms, wish, now) is { } uncovered)
            return uncovered;

        var reason = Reasons.Check(asked.Reason);
        if (reason.Refusal is { } badReason)
            return badReason;
        var ticket = Texts.Tidy(asked.Ticket, "ticket", shortest: 0, longest: 100);
        if (ticket.Refusal is { } badTicket)
            return badTicket;

        var span = asked.Extends is null
            ? WeighSpan(terms, asked, now)
            : await WeighExtensionAsync(rows, person, terms, asked, now);
        if (span.Refusal is { } badSpan)
            return badSpan;

        var (start, validUntil) = span.Value;
        var request = new AccessRequest
        {
            Client = asked.Client,
            Id = Ids.New(),
            State = RequestState.Pending,
            RequesterOrganization = person.Organization,
            Requester = person.Id,
            Target = terms.Target!.Id,
            Account = asked.Account,
            Protocol = asked.Protocol,
            Reason = reason.Value!,
            Ticket = ticket.Value!.Length == 0 ? null : ticket.Value,
            Minutes = asked.Minutes,
            From = start,
            DataCategories = categories,
            AskedAt = now,
            ValidUntil = validUntil,
            Extends = asked.Extends,
            Hash = "",
        };
        return request with { Hash = RequestHash.Of(request) };
    }

    static Answer<(DateTimeOffset? Start, DateTimeOffset ValidUntil)> WeighSpan(
        Terms terms, SubmitRequest asked, DateTimeOffset now)
    {
        var cap = Limits.MinutesCap(terms.Target!.Sensitivity);
        if (asked.Minutes < 1 || asked.Minutes > cap)
            return new Refusal("minutes.out_of_range", $"{cap}", $"{asked.Minutes}");

        var start = RequestRules.Start(asked.From, now);
        if (start.Refusal is { } why)
            return why;

        var opensAt = start.Value ?? now;
        return Coverage.CheckSpan(terms.Contract!, opensAt, opensAt.AddMinutes(asked.Minutes)) is { } beyond
            ? beyond
            : (start.Value, RequestRules.ValidUntil(now, start.Value, null));
    }

    static async Task<Answer<(DateTimeOffset? Start, DateTimeOffset ValidUntil)>> WeighExtensionAsync(
        IRows rows, Person person, Terms terms, SubmitRequest asked, DateTimeOffset now)
    {
        if (await rows.FindAsync<Grant>(asked.Client, asked.Extends!) is not { } grant
            || !GrantRules.Holds(person, grant))
            return new Refusal("grant.unknown", asked.Extends!);
        if (asked.From is not null)
            return new Refusal("extension.no_start");
        if (grant.Target != terms.Target!.Id || grant.Account != asked.Account || grant.Protocol != asked.Protocol)
            return new Refusal("extension.other_grant");
        if (ExtensionRules.Check(terms, grant, asked.Minutes, now) is { } why)
            return why;

        var waiting = await rows.ListAsync<AccessRequest>(x => x.Client == asked.Client
            && x.Extends == asked.Extends && x.State == RequestState.Pending);
        return waiting.Any(x => RequestRules.StateAt(x, now) == RequestState.Pending)
            ? new Refusal("extension.already_asked")
            : ((DateTimeOffset?)null, RequestRules.ValidUntil(now, null, grant.ClosesAt));
    }

    static async Task<Fact> SubmittedAsync(
        IRows rows, Person person, AccessRequest request, Origin from, DateTimeOffset now) => new()
        {
            Client = request.Client,
            Kind = "request.submitted",
            At = now,
            By = person.Key,
            Target = request.Target,
            Request = request.Id,
            Grant = request.Extends,
            Details = Members.Of(
                ("request_hash", request.Hash),
                ("minutes", request.Minutes),
                ("from", request.From is { } start ? Moments.Stamp(start) : null),
                ("valid_until", Moments.Stamp(request.ValidUntil)),
                ("protocol", request.Protocol),
                ("data_categories", string.Join(' ', request.DataCategories)),
                ("gatekeeper", await GatekeeperRules.IsOpenAsync(rows, request.Client, now) ? "open" : "closed")),
            Origin = from.ToMembers(),
            Content = Members.Of(("account", request.Account), ("reason", request.Reason), ("ticket", request.Ticket)),
        };

    static Fact Declined(Person person, SubmitRequest asked, Refusal why, Origin from, DateTimeOffset now) => new()
    {
        Client = asked.Client,
        Kind = "request.declined",
        At = now,
        By = person.Key,
        Outcome = FactOutcome.Failure,
        Grant = asked.Extends is { Length: <= 40 } ? asked.Extends : null,
        Details = Members.Of(("code", why.Code), ("minutes", asked.Minutes)),
        Origin = from.ToMembers(),
        Content = Members.Of(
            ("target", Short(asked.Target)), ("account", Short(asked.Account)), ("protocol", Short(asked.Protocol)),
            ("reason", Short(asked.Reason)), ("ticket", Short(asked.Ticket))),
    };

    // Typed by anyone and never accepted: kept readable, kept short.
    static string? Short(string? text) => text is null ? null : Texts.Cut(text, 200);
}
