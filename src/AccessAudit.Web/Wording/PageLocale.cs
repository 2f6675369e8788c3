using AccessAudit.People;
using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.Wording;

/// <summary>The language of a page: the choice kept in this browser, else the person's, else the browser's, else French.</summary>
static class PageLocale
{
    internal const string Cookie = "accessaudit-lang";

    internal static string Of(HttpContext http, Person? person) => http.Request.Cookies[Cookie] switch
    {
        "fr" => "fr",
        "en" => "en",
        _ => person?.Locale ?? Problems.Locale.Of(http, null),
    };
}
