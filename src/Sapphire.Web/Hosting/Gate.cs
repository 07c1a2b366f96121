using Microsoft.AspNetCore.Authentication;
using Sapphire.Web.Certificates;
using Sapphire.Web.Metrics;
using Sapphire.Web.Security;

namespace Sapphire.Web.Hosting;

/// <summary>
/// What every request passes before its endpoint: a sane Host; its own Origin where it changes something or is the hub's;
/// a login, unless its path is open; a CSRF token where it changes something. In that order: 421, 403, 401, 403.
/// </summary>
internal static class Gate
{
    /// <summary>The hub's path.</summary>
    public const string HubPath = "/hub";

    private static readonly string[] OpenPaths = ["/api/session", "/api/setup", "/api/login", "/healthz", "/certificate", CertificateEndpoints.FilePath, "/api/certificate", ChimeEndpoint.Path];

    /// <summary>Refuses forged hosts.</summary>
    public static void UseHostCheck(this IApplicationBuilder app, ServerCertificates certificates) =>
        app.Use((context, next) =>
        {
            SecurityHeaders.Set(context);
            string? problem = HostRules.Problem(Listener.Of(context), context.Request.Host, context.Connection.LocalPort, certificates.Names.Names);
            return problem is null ? next(context) : Problem.WriteAsync(context, StatusCodes.Status421MisdirectedRequest, "Wrong host.", problem);
        });

    /// <summary>Asks for origin, login and CSRF token.</summary>
    public static void UseGate(this IApplicationBuilder app, CsrfTokens csrf, LiveLogins live, PasswordStore passwords, EndedLogins ended) =>
        app.Use(async (context, next) =>
        {
            HttpRequest request = context.Request;
            bool isHub = request.Path.StartsWithSegments(HubPath, StringComparison.OrdinalIgnoreCase);
            bool changes = !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));
            if ((changes || isHub) && !HostRules.IsOwnOrigin(request))
            {
                await Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "Wrong origin.", "The request comes from another site's page. Open Sapphire by its own address.");
                return;
            }

            string? login = context.User.Identity?.IsAuthenticated == true ? Login.Id(context.User) : null;
            if (login is null && !OpenPaths.Contains(request.Path.Value, StringComparer.Ordinal) && !MetricsEndpoint.IsOpenTo(context))
            {
                await Problem.WriteAsync(context, StatusCodes.Status401Unauthorized);
                return;
            }

            // A WebSocket over HTTP/2 is a CONNECT; the hub's negotiate is a POST without a header of ours, held by its Origin and SameSite.
            if (changes && !isHub && !csrf.IsValid(context))
            {
                await Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "The request lacks its CSRF token.", $"Send the csrfToken of GET /api/session as {CsrfTokens.Header}. If it was sent, load the page again.");
                return;
            }

            if (!isHub || login is null)
            {
                await next(context);
                return;
            }

            DateTimeOffset? expires = (await context.AuthenticateAsync()).Properties?.ExpiresUtc;
            using (live.Track(login, expires, context.Abort))
            {
                // The login may have ended between its check and now.
                if (ended.Contains(login) || Login.Stamp(context.User) != passwords.Stamp)
                {
                    await Problem.WriteAsync(context, StatusCodes.Status401Unauthorized);
                    return;
                }

                await next(context);
            }
        });
}
