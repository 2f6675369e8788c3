using AccessAudit.Web.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace AccessAudit.Web.Pages;

/// <summary>
/// The pages: drawn on the server, plain forms, no circuit. Scripts only add comfort, so a decision survives a network that
/// cuts and a browser that runs none.
/// </summary>
static class PagesSetup
{
    internal static void AddPages(this IServiceCollection services) =>
        services.AddSingleton<Receipts>().AddRazorComponents();

    /// <summary>
    /// A whole contract file fits a form under <c>/setup</c>; everywhere else a form is small. After the gate, so that a
    /// stranger's is not read, and before the forms' tokens are looked for, which reads it.
    /// </summary>
    internal static void UseRoomForContracts(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.Request.Path.StartsWithSegments("/setup")
            && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = 3 * 1024 * 1024;
        }

        return next(http);
    });

    internal static void MapPages(this WebApplication app)
    {
        // Fonts keep their names while their bytes change with a release at most: no question a page for them.
        app.Use((http, next) =>
        {
            if (http.Request.Path.Value?.EndsWith(".woff2", StringComparison.Ordinal) == true)
            {
                http.Response.OnStarting(() =>
                {
                    http.Response.Headers.CacheControl = "max-age=604800";
                    return Task.CompletedTask;
                });
            }

            return next(http);
        });
        app.MapStaticAssets();
        app.MapRazorComponents<App>();
        Preferences.Map(app);
        Sessions.RecordingForm.Map(app);
        Proof.EntryFile.Map(app);
    }
}
