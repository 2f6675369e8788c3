using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.Problems;

/// <summary>On every answer: kept by nobody, framed by nobody, run by nobody.</summary>
static class SecurityHeaders
{
    internal static void Set(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
