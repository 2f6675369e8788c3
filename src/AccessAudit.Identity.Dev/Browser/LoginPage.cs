using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using OpenIddict.Abstractions;

namespace AccessAudit.Identity.Dev.Browser;

/// <summary>One plain HTML form: no script, one style sheet that the policy knows by its hash.</summary>
sealed class LoginPage(LoginTexts texts, OpenIddictRequest request, bool wrong) : IResult
{
    const string Style = """
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
        body { max-width: 22rem; margin: 12vh auto; padding: 0 1rem }
        label { display: block; margin-top: 1rem }
        input, button { box-sizing: border-box; width: 100%; min-height: 2.75rem; margin-top: .25rem;
          padding: .5rem; font: inherit }
        button { margin-top: 1.5rem }
        [role=alert] { border-left: .25rem solid #c62828; padding-left: .75rem }
        """;

    static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var hidden = string.Concat(request.GetParameters().Where(one => one.Key is not ("username" or "password"))
            .Select(one => $"""<input type="hidden" name="{Safe(one.Key)}" value="{Safe((string?)one.Value)}">"""));
        var alert = wrong ? $"""<p role="alert">{Safe(texts.Wrong)}</p>""" : "";
        // A browser asks form-action again for where the answer leads: the checked callback's origin.
        var callback = Uri.TryCreate(request.RedirectUri, UriKind.Absolute, out var url)
            ? " " + url.GetLeftPart(UriPartial.Authority)
            : "";
        return WriteAsync(httpContext, texts, "form-action 'self'" + callback, $"""
            <h1>{Safe(texts.Title)}</h1>
            <p>{Safe(texts.Warning)}</p>
            {alert}
            <form method="post" action="/connect/authorize">
            {hidden}
            <label for="username">{Safe(texts.Login)}</label>
            <input id="username" name="username" autocomplete="username" autocapitalize="none" required autofocus>
            <label for="password">{Safe(texts.Password)}</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required>
            <button type="submit">{Safe(texts.Submit)}</button>
            </form>
            """);
    }

    /// <summary>The page after a sign-out that names no way back.</summary>
    internal sealed class SignedOut(LoginTexts texts) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            WriteAsync(httpContext, texts, "form-action 'none'", $"<h1>{Safe(texts.SignedOut)}</h1>");
    }

    /// <summary>The frame of every page here, with its policy.</summary>
    internal static Task WriteAsync(HttpContext http, LoginTexts texts, string formAction, string body)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'sha256-{StyleHash}'; base-uri 'none'; "
            + $"frame-ancestors 'none'; {formAction}";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync($"""
            <!doctype html>
            <html lang="{texts.Language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Safe(texts.Title)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            {body}
            </main>
            </body>
            </html>
            """, http.RequestAborted);
    }

    internal static string Safe(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
