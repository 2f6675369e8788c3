using static Microsoft.AspNetCore.Http.StatusCodes;

namespace AccessAudit.Web.Problems;

/// <summary>
/// The HTTP status of every refusal, in one table: what is not here is a well-formed wish that the rules do not grant
/// (422).
/// A test compares it with the codes that have sentences.
/// </summary>
static class RefusalStatus
{
    internal static IReadOnlyDictionary<string, int> Table { get; } = new Dictionary<string, int>(
        StringComparer.Ordinal)
    {
        // the call itself
        ["call.malformed"] = Status400BadRequest,
        ["form.stale"] = Status400BadRequest,
        ["call.unauthenticated"] = Status401Unauthorized,
        ["call.not_allowed"] = Status403Forbidden,
        ["call.not_found"] = Status404NotFound,
        ["call.method_not_allowed"] = Status405MethodNotAllowed,
        ["call.too_many"] = Status429TooManyRequests,
        ["call.failed"] = Status500InternalServerError,
        ["body.malformed"] = Status400BadRequest,
        ["body.too_large"] = Status413PayloadTooLarge,
        ["body.media_type"] = Status415UnsupportedMediaType,
        ["query.malformed"] = Status400BadRequest,
        ["query.cursor"] = Status400BadRequest,
        ["query.limit"] = Status400BadRequest,
        ["idempotency.key_malformed"] = Status400BadRequest,

        // who asks
        ["person.inactive"] = Status401Unauthorized,
        ["role.missing"] = Status403Forbidden,
        ["role.may_not_ask"] = Status403Forbidden,
        ["role.may_not_decide"] = Status403Forbidden,
        ["role.may_not_guard"] = Status403Forbidden,
        ["role.may_not_revoke"] = Status403Forbidden,
        ["approval.other_organization"] = Status403Forbidden,
        ["approval.own_request"] = Status403Forbidden,
        ["approval.same_organization"] = Status403Forbidden,
        ["approval.not_owner"] = Status403Forbidden,
        ["extension.not_yours"] = Status403Forbidden,
        ["request.not_yours"] = Status403Forbidden,
        ["proposal.not_yours"] = Status403Forbidden,
        ["authenticator.own"] = Status403Forbidden,
        ["authenticator.other_organization"] = Status403Forbidden,
        ["enrolment.not_allowed"] = Status403Forbidden,

        // what does not exist for them
        ["client.unknown"] = Status404NotFound,
        ["request.unknown"] = Status404NotFound,
        ["grant.unknown"] = Status404NotFound,
        ["session.unknown"] = Status404NotFound,
        ["recording.unknown"] = Status404NotFound,
        ["key.unknown"] = Status404NotFound,
        ["person.unknown"] = Status404NotFound,
        ["proposal.unknown"] = Status404NotFound,

        // what stands in the way as things are now
        ["approval.already_given"] = Status409Conflict,
        ["authenticator.exists"] = Status409Conflict,
        ["authenticator.in_use"] = Status409Conflict,
        ["authenticator.none"] = Status409Conflict,
        ["enrolment.missing"] = Status409Conflict,
        ["code.not_enrolled"] = Status409Conflict,
        ["extension.already_asked"] = Status409Conflict,
        ["extension.grant_over"] = Status409Conflict,
        ["gatekeeper.closed"] = Status409Conflict,
        ["grant.over"] = Status409Conflict,
        ["key.exists"] = Status409Conflict,
        ["key.revoked"] = Status409Conflict,
        ["proposal.over"] = Status409Conflict,
        ["proposal.altered"] = Status409Conflict,
        ["proposal.exists"] = Status409Conflict,
        ["proposal.fits_no_more"] = Status409Conflict,
        ["proposal.changes_nothing"] = Status409Conflict,
        ["proposal.too_many"] = Status409Conflict,
        ["request.over"] = Status409Conflict,
        ["request.altered"] = Status409Conflict,
        ["session.over"] = Status409Conflict,
        ["store.conflict"] = Status409Conflict,

        // codes
        ["code.locked"] = Status429TooManyRequests,
        ["source.closed"] = Status429TooManyRequests,

        // what does not answer
        ["identity.unavailable"] = Status503ServiceUnavailable,
        ["ledger.unavailable"] = Status503ServiceUnavailable,
        ["store.unavailable"] = Status503ServiceUnavailable,
    };

    internal static int Of(string code) => Table.GetValueOrDefault(code, Status422UnprocessableEntity);
}
