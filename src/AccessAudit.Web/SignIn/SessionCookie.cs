using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.SignIn;

/// <summary>
/// The browser's half of a session: <c>ID.SECRET</c>. Scripts cannot read it, other sites' forms do not send it, and
/// over TLS its name ties it to this host (<c>__Host-</c>, RFC 6265bis section 4.1.3.2).
/// </summary>
static class SessionCookie
{
    const string Name = "accessaudit";
    const string HostName = "__Host-accessaudit";
    const int IdLength = 16;
    const int SecretLength = 43;

    internal static (string Id, string Secret)? Read(HttpContext http) =>
        http.Request.Cookies[NameFor(http)] is { Length: IdLength + 1 + SecretLength } value && value[IdLength] == '.'
            ? (value[..IdLength], value[(IdLength + 1)..])
            : null;

    internal static void Set(HttpContext http, string id, string secret) =>
        http.Response.Cookies.Append(NameFor(http), $"{id}.{secret}", Options(http));

    internal static void Clear(HttpContext http) => http.Response.Cookies.Delete(NameFor(http), Options(http));

    static string NameFor(HttpContext http) => http.Request.IsHttps ? HostName : Name;

    // Without a date of its own it goes with the browser; the row ends it anyway.
    static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = "/",
        IsEssential = true,
    };
}
