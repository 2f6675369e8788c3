using AccessAudit.Requests;
using AccessAudit.Web.Calls;

namespace AccessAudit.Web.Requests;

/// <param name="Client">The client's id.</param>
/// <param name="Target">The target's name or id.</param>
/// <param name="From">The wished start; absent = as soon as approved.</param>
/// <param name="DataCategories">Absent = every category that the target holds.</param>
sealed record SubmitBody(
    string Client, string Target, string Account, string Protocol, string Reason, int Minutes, string? Ticket = null,
    DateTimeOffset? From = null, string[]? DataCategories = null)
{
    internal SubmitRequest ToAsk() => new(
        Client, Target, Account, Protocol, Reason, Ticket, Minutes, From, DataCategories);
}

/// <param name="Otp">The approver's one-time code.</param>
/// <param name="Minutes">May shorten what was asked, never lengthen it.</param>
/// <param name="CodeWindowMinutes">0-15: how long one code opens further sessions; absent = 0.</param>
sealed record ApproveBody(string Otp, int? Minutes = null, int? CodeWindowMinutes = null) : ICarriesCode;

sealed record ReasonBody(string Reason);

sealed record TextBody(string Text);

sealed record WithdrawBody(string? Reason = null);
