using AccessAudit.Journal;
using AccessAudit.State;

namespace AccessAudit.Requests;

/// <summary>Silence is a refusal, and the log says that it was silence.</summary>
static class RequestExpiry
{
    public static void Expire(IWork work, AccessRequest request, DateTimeOffset now)
    {
        work.Replace(request with { State = RequestState.Expired });
        work.Record(new Fact
        {
            Client = request.Client,
            Kind = "request.expired",
            At = now,
            About = new(request.RequesterOrganization, request.Requester),
            Target = request.Target,
            Request = request.Id,
            Grant = request.Extends,
        });
    }
}
