using AccessAudit.Web.SignIn;
using AccessAudit.Web.Wording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace AccessAudit.Web.Pages;

/// <summary>Language and theme, kept in this browser: two plain forms that return to where they stood.</summary>
static class Preferences
{
    static readonly CookieOptions ForAYear = new()
    {
        MaxAge = TimeSpan.FromDays(365),
        SameSite = SameSiteMode.Lax,
        HttpOnly = true,
        IsEssential = true,
    };

    internal static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/sign-in/language", (HttpContext http, [FromForm] string language, [FromForm] string? back) =>
        {
            Keep(http, PageLocale.Cookie, language is "fr" or "en" ? language : "");
            return Results.LocalRedirect("/sign-in" + QueryString.Create("return", LocalPath.Of(back)));
        }).ExcludeFromDescription();
        app.MapPost("/preferences/language", (HttpContext http, [FromForm] string language, [FromForm] string? back) =>
        {
            Keep(http, PageLocale.Cookie, language is "fr" or "en" ? language : "");
            return Results.LocalRedirect(LocalPath.Of(back));
        }).ExcludeFromDescription();
        app.MapPost("/preferences/theme", (HttpContext http, [FromForm] string theme, [FromForm] string? back) =>
        {
            Keep(http, "accessaudit-theme", theme is "light" or "dark" ? theme : "");
            return Results.LocalRedirect(LocalPath.Of(back));
        }).ExcludeFromDescription();
    }

    static void Keep(HttpContext http, string cookie, string value)
    {
        if (value.Length == 0)
        {
            http.Response.Cookies.Delete(cookie);
        }
        else
        {
            http.Response.Cookies.Append(cookie, value, ForAYear);
        }
    }
}
