using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AccessAudit.Web.Identity;

/// <summary>
/// One JWT bearer scheme for each authority. The unverified <c>iss</c> only chooses which authority checks the token;
/// signature, algorithm, type, issuer, audience and lifetime are then all checked against that one.
/// </summary>
sealed class TokenSchemes(IReadOnlyList<Authority> authorities)
{
    /// <summary>Asymmetric only: a verifier that accepts HMAC can be made to forge.</summary>
    internal static readonly string[] Algorithms =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256,
    ];

    static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    static readonly object Unreachable = new();

    internal static void Add(IServiceCollection services, IReadOnlyList<Authority> authorities)
    {
        services.AddSingleton(new TokenSchemes(authorities));
        var schemes = services.AddAuthentication();
        for (var at = 0; at < authorities.Count; at++)
        {
            var authority = authorities[at];
            schemes.AddJwtBearer(Name(at), options => Configure(options, authority));
        }
    }

    /// <summary>The authority that claims this token, with its scheme's name; null when none does.</summary>
    internal (Authority Authority, string Scheme)? Choose(string token)
    {
        if (token.Length > 16 * 1024 || IssuerOf(token) is not { } issuer)
        {
            return null;
        }

        for (var at = 0; at < authorities.Count; at++)
        {
            if (authorities[at].Issuer == issuer)
            {
                return (authorities[at], Name(at));
            }
        }

        return null;
    }

    /// <summary>True when the authority itself could not be asked for its keys: no fault of the token's.</summary>
    internal static bool WasUnreachable(HttpContext http) => http.Items.ContainsKey(Unreachable);

    static string? IssuerOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Issuer;
        }
        catch (Exception malformed) when (malformed is ArgumentException or JsonException or FormatException)
        {
            return null;
        }
    }

    static string Name(int at) => $"authority-{at}";

    static void Configure(JwtBearerOptions options, Authority authority)
    {
        options.Authority = authority.Issuer;
        options.RequireHttpsMetadata = !new Uri(authority.Issuer).IsLoopback;
        options.MapInboundClaims = false;
        options.SaveToken = false;
        options.IncludeErrorDetails = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = authority.Issuer,
            ValidAudience = authority.Audience,
            ValidAlgorithms = Algorithms,
            ValidTypes = authority.TokenTypes,
            ValidateIssuer = true,
            ValidateAudience = true,
            ValidateLifetime = true,
            ValidateIssuerSigningKey = true,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = Skew,
        };
        options.Events = new JwtBearerEvents
        {
            OnAuthenticationFailed = failed =>
            {
                if (failed.Exception is not SecurityTokenException)
                {
                    failed.HttpContext.Items[Unreachable] = true;
                }

                failed.Fail(failed.Exception);
                return Task.CompletedTask;
            },
        };
    }
}
