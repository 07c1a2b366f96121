using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Sapphire.Web.Cli;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;
using Sapphire.Web.Json;

namespace Sapphire.Web.Security;

/// <summary>Session, setup, login, logout. Each that succeeds answers with the new <see cref="SessionView"/>.</summary>
internal sealed partial class AuthEndpoints(
    PasswordStore passwords,
    SetupLink link,
    LoginLimiter limiter,
    CsrfTokens csrf,
    EndedLogins ended,
    LiveLogins live,
    ILogger<AuthEndpoints> log)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/session", (RequestDelegate)SessionAsync);
        routes.MapPost("/api/setup", (RequestDelegate)SetupAsync);
        routes.MapPost("/api/login", (RequestDelegate)LoginAsync);
        routes.MapPost("/api/logout", (RequestDelegate)LogoutAsync);
    }

    // GET /api/session?link=…: the link only tells whether the setup is open to this visitor.
    private async Task SessionAsync(HttpContext context)
    {
        string given = context.Request.Query["link"].ToString();
        bool allowed = Listener.IsThisMachine(context);
        if (!allowed && given.Length > 0 && !passwords.IsSet)
        {
            if (await BeginAsync(context) is not { } attempt)
            {
                return;
            }

            allowed = link.Matches(given);
            if (allowed)
            {
                limiter.Forget(attempt);
            }
        }

        await AnswerAsync(context, context.User.Identity?.IsAuthenticated == true, allowed);
    }

    private async Task SetupAsync(HttpContext context)
    {
        SetupRequest request = await JsonRequests.ReadAsync(context, ContractsJsonContext.Default.SetupRequest);
        if (passwords.IsSet)
        {
            await AlreadySetAsync(context);
            return;
        }

        if (!Listener.IsThisMachine(context))
        {
            if (await BeginAsync(context) is not { } attempt)
            {
                return;
            }

            if (!link.Matches(request.Link))
            {
                LogSetupRefused(log, context.Connection.RemoteIpAddress?.ToString());
                await Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "The setup is not open from here.", "Open Sapphire on the machine that it runs on, or use the one-time link that it printed when it started.");
                return;
            }

            limiter.Forget(attempt);
        }

        if (PasswordRules.Problem(request.Password) is { } problem)
        {
            await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "That password cannot be used.", problem);
            return;
        }

        if (!await passwords.TrySetFirstAsync(request.Password, context.RequestAborted))
        {
            await AlreadySetAsync(context);
            return;
        }

        link.Use();
        LogSetupDone(log, context.Connection.RemoteIpAddress?.ToString());
        await SignInAsync(context);
    }

    private async Task LoginAsync(HttpContext context)
    {
        LoginRequest request = await JsonRequests.ReadAsync(context, ContractsJsonContext.Default.LoginRequest);
        if (!passwords.IsSet)
        {
            await Problem.WriteAsync(context, StatusCodes.Status409Conflict, "There is no password yet.", "Set one up first.");
            return;
        }

        if (string.IsNullOrEmpty(request.Password))
        {
            await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "There is no password.", "Type the password.");
            return;
        }

        if (await BeginAsync(context) is not { } attempt)
        {
            return;
        }

        bool right;
        try
        {
            right = await passwords.VerifyAsync(request.Password, context.RequestAborted);
        }
        catch
        {
            // Not the visitor's failure, unless they went away before the answer.
            if (!context.RequestAborted.IsCancellationRequested)
            {
                limiter.Forget(attempt);
            }

            throw;
        }

        if (!right)
        {
            LogLoginFailed(log, context.Connection.RemoteIpAddress?.ToString());
            await Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, "That is not the password.", "Try again. 'sapphire password' sets another one.");
            return;
        }

        limiter.Forget(attempt);
        await SignInAsync(context);
    }

    private async Task LogoutAsync(HttpContext context)
    {
        string login = Login.Id(context.User)!;
        ended.Add(login);
        await context.SignOutAsync(Login.Scheme);
        live.End(login);
        await AnswerAsync(context, loggedIn: false, Listener.IsThisMachine(context));
    }

    private async Task SignInAsync(HttpContext context)
    {
        // A second login in one browser replaces the first, which would otherwise stay good without being seen.
        if (Login.Id(context.User) is { } before)
        {
            ended.Add(before);
            live.End(before);
        }

        await context.SignInAsync(Login.Scheme, Login.Create(passwords.Stamp), new() { IsPersistent = true });
        await AnswerAsync(context, loggedIn: true, allowed: false);
    }

    private async Task<LoginLimiter.Attempt?> BeginAsync(HttpContext context)
    {
        LoginLimiter.Attempt? attempt = limiter.TryBegin(context.Connection.RemoteIpAddress, out TimeSpan wait);
        if (attempt is null)
        {
            int seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            LogLimited(log, context.Connection.RemoteIpAddress?.ToString());
            await Problem.WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many failed attempts.", $"Wait {seconds} s and try again.");
        }

        return attempt;
    }

    private static Task AlreadySetAsync(HttpContext context) =>
        Problem.WriteAsync(context, StatusCodes.Status409Conflict, "The setup is done already.", "Log in. 'sapphire password' sets another password.");

    private Task AnswerAsync(HttpContext context, bool loggedIn, bool allowed)
    {
        string state = !passwords.IsSet ? "setup" : loggedIn ? "ready" : "login";
        SessionView view = new(state, state == "setup" && allowed, csrf.Issue(context), CommandLine.Version);
        return JsonRequests.WriteAsync(context, view, ContractsJsonContext.Default.SessionView);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The setup was done from {Peer}.")]
    private static partial void LogSetupDone(ILogger log, string? peer);

    [LoggerMessage(Level = LogLevel.Information, Message = "A setup from {Peer} was refused.")]
    private static partial void LogSetupRefused(ILogger log, string? peer);

    [LoggerMessage(Level = LogLevel.Information, Message = "A login from {Peer} failed.")]
    private static partial void LogLoginFailed(ILogger log, string? peer);

    [LoggerMessage(Level = LogLevel.Information, Message = "Too many failed attempts from {Peer}.")]
    private static partial void LogLimited(ILogger log, string? peer);
}
