using AccessAudit.People;
using AccessAudit.Web.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AccessAudit.Web.SignIn;

/// <summary>Sign-in of people in browsers: what it needs, and where it stands before the pages.</summary>
static class SignInServices
{
    internal static void AddAccessAuditSignIn(this IServiceCollection services, ApiSettings settings)
    {
        var doors = new SignInDoors(settings.Authorities);
        services.AddSingleton(doors).AddSingleton<Visits>().AddSingleton<Arrival>();
        services.AddSingleton(new WebSessionDesk(new WebSessionTerms(settings.SessionLife, settings.SessionIdle)));
        services.AddDataProtection().SetApplicationName("accessaudit")
            .PersistKeysToFileSystem(Directory.CreateDirectory(settings.CookieKeysFolder));
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "accessaudit-form";
            forms.Cookie.SameSite = SameSiteMode.Lax;
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            forms.Cookie.HttpOnly = true;
        });
        foreach (var (number, authority) in settings.Authorities.Index().Where(one => one.Item.SignsBrowsersIn))
        {
            SignInScheme.Add(services.AddAuthentication(), authority, number);
        }
    }

    /// <summary>The public address first, since everything else speaks of it.</summary>
    internal static void UsePublicAddress(this WebApplication app, ApiSettings settings)
    {
        if (settings.PublicAddress is not { } address)
        {
            return;
        }

        // Authority leaves the usual port out, as browsers and providers do.
        var host = new HostString(address.Authority);
        app.Use((http, next) =>
        {
            (http.Request.Scheme, http.Request.Host) = (address.Scheme, host);
            return next(http);
        });
    }

    /// <summary>After routing, since the gate asks what was found; before anything that shows a page.</summary>
    internal static void UseAccessAuditSignIn(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseWhen(PageGate.Covers, pages => pages.UseMiddleware<PageGate>());
        SignInEndpoints.Map(app);
    }
}
