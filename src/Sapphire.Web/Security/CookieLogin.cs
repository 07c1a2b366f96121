using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Security;

/// <summary>Cookie authentication, set up for Sapphire.</summary>
internal static class CookieLogin
{
    /// <summary>Adds it. Its keys are in the secrets folder, each 0600, or those of all web nodes.</summary>
    public static void AddCookieLogin(this IServiceCollection services, HomeFolder home, NodeDocuments documents, PasswordStore passwords, EndedLogins ended, TimeProvider time, TimeSpan lifetime)
    {
        IDataProtectionBuilder protection = services.AddDataProtection().SetApplicationName("Sapphire");
        if (documents.Shared is { } shared)
        {
            services.AddSharedLoginKeys(shared);
        }
        else
        {
            protection.PersistKeysToFileSystem(KeysFolder(home));
        }

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

    private static DirectoryInfo KeysFolder(HomeFolder home)
    {
        DirectoryInfo keys = new(Path.Combine(home.SecretsFolder, "login-keys"));
        if (OperatingSystem.IsWindows())
        {
            keys.Create();
        }
        else
        {
            Directory.CreateDirectory(keys.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return keys;
    }

    private static Func<RedirectContext<CookieAuthenticationOptions>, Task> Refuse(int status) =>
        context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
}
