using AccessAudit.People;
using Microsoft.AspNetCore.Http;

namespace AccessAudit.Web.Problems;

/// <summary>The language of an answer: what the request asks for, else the person's, else French.</summary>
static class Locale
{
    internal static string Of(HttpContext http, Person? person)
    {
        foreach (var asked in http.Request.GetTypedHeaders().AcceptLanguage
            .Where(asked => asked.Quality is not 0).OrderByDescending(asked => asked.Quality ?? 1))
        {
            var language = asked.Value.ToString().Split('-')[0].ToLowerInvariant();
            if (language is "fr" or "en")
            {
                return language;
            }
        }

        return person?.Locale ?? "fr";
    }
}
