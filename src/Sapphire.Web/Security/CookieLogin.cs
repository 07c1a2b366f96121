using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Security;

/// <summary>Cookie authentication, set up for Sapphire.</summary>
internal static class CookieLogin
{
    /// <summary>Adds it. Keys are in the secrets folder; its mode (0700) keeps them.</summary>
    public static void AddCookieLogin(this IServiceCollection services, HomeFolder home, PasswordStore passwords, EndedLogins ended, TimeProvider time, TimeSpan lifetime)
    {
        services.AddDataProtection().SetApplicationName("Sapphire").PersistKeysToFileSystem(new(Path.Combine(home.SecretsFolder, "login-keys")));
        services.AddAuthentication(Login.Scheme).AddCookie(Login.Scheme, options =>
        {
            options.TimeProvider = time;
            options.CookieManager = new ListenerCookies();
            options.Cookie.Name = Login.Scheme;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.IsEssential = true;
            options.ExpireTimeSpan = lifetime;
            options.SlidingExpiration = true;
            options.Events.OnRedirectToLogin = Refuse(StatusCodes.Status401Unauthorized);
            options.Events.OnRedirectToAccessDenied = Refuse(StatusCodes.Status403Forbidden);
            options.Events.OnRedirectToLogout = _ => Task.CompletedTask;
            options.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask;
            options.Events.OnValidatePrincipal = context =>
            {
                // A SHA-256 over the stored hash: not secret enough to need a comparison in constant time, since the ticket is encrypted.
                bool good = Login.Stamp(context.Principal) is { Length: > 0 } stamp && stamp == passwords.Stamp && Login.Id(context.Principal) is { } id && !ended.Contains(id);
                if (!good)
                {
                    context.RejectPrincipal();
                }

                return Task.CompletedTask;
            };
        });
    }

    private static Func<RedirectContext<CookieAuthenticationOptions>, Task> Refuse(int status) =>
        context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
}
