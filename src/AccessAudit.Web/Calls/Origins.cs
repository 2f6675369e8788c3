using AccessAudit.People;
using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.Calls;

/// <summary>Where a call comes from, as far as this process can see.</summary>
static class Origins
{
    const int DeviceLength = 200;

    internal static Origin Of(HttpContext http) => new(
        http.Connection.RemoteIpAddress is { } address
            ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
            : "unknown",
        Printable(http.Request.Headers.UserAgent.ToString()));

    static string? Printable(string text)
    {
        var kept = new string([.. text.Where(c => c is >= ' ' and <= '~').Take(DeviceLength)]);
        return kept.Length == 0 ? null : kept;
    }
}
