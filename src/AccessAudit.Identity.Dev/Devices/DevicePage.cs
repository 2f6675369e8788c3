using AccessAudit.Identity.Dev.Browser;

namespace AccessAudit.Identity.Dev.Devices;

/// <summary>The form for a code that a terminal shows: no script, and it works on any phone.</summary>
/// <param name="code">What was typed or linked before, so that it has not to be typed again.</param>
/// <param name="trouble">What was wrong; null = nothing yet.</param>
sealed class DevicePage(HttpContext http, string? code, Func<DeviceTexts, string>? trouble) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var page = LoginTexts.For(http);
        var texts = DeviceTexts.In(page.Language);
        var alert = trouble is null ? "" : $"""<p role="alert">{LoginPage.Safe(trouble(texts))}</p>""";
        httpContext.Response.StatusCode = trouble is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return LoginPage.WriteAsync(httpContext, page, "form-action 'self'", $"""
            <h1>{LoginPage.Safe(texts.Title)}</h1>
            <p>{LoginPage.Safe(page.Warning)}</p>
            <p>{LoginPage.Safe(texts.Explained)}</p>
            {alert}
            <form method="post" action="{VerifyEndpoint.Path}">
            <label for="user_code">{LoginPage.Safe(texts.Code)}</label>
            <input id="user_code" name="user_code" value="{LoginPage.Safe(code)}" inputmode="numeric" autocomplete="off" required>
            <label for="username">{LoginPage.Safe(page.Login)}</label>
            <input id="username" name="username" autocomplete="username" autocapitalize="none" required>
            <label for="password">{LoginPage.Safe(page.Password)}</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required>
            <button type="submit" name="answer" value="confirm">{LoginPage.Safe(texts.Confirm)}</button>
            <button type="submit" name="answer" value="refuse" formnovalidate>{LoginPage.Safe(texts.Refuse)}</button>
            </form>
            """);
    }

    /// <summary>What is left to say afterwards.</summary>
    internal static Task Done(HttpContext http, bool isRefused)
    {
        var page = LoginTexts.For(http);
        var texts = DeviceTexts.In(page.Language);
        return LoginPage.WriteAsync(
            http, page, "form-action 'none'", $"<h1>{LoginPage.Safe(isRefused ? texts.Refused : texts.Done)}</h1>");
    }
}
