using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Sapphire.Actors.Storage;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Web.Hosting;

/// <summary>The outermost part of the pipeline: every error leaves as problem+json, and says what to do next.</summary>
internal static partial class ErrorMiddleware
{
    private const long ReadAwayAtMost = 32L << 20;
    private static readonly TimeSpan ReadAwayTime = TimeSpan.FromSeconds(10);

    /// <summary>Adds it.</summary>
    public static void UseProblems(this IApplicationBuilder app, ILogger log) =>
        app.Use(async (context, next) =>
        {
            BodyLimits.Raise(context);
            if (IsTooLarge(context))
            {
                SecurityHeaders.Set(context);
                await RefuseBodyAsync(context);
                return;
            }

            try
            {
                await next(context);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // The visitor has gone; there is nobody to tell.
                return;
            }
            catch (Exception e)
            {
                if (context.Response.HasStarted)
                {
                    LogFailed(log, context.Request.Method, context.Request.Path, e);
                    context.Abort();
                    return;
                }

                context.Response.Clear();
                SecurityHeaders.Set(context);
                await TellAsync(context, e, log);
                return;
            }

            if (context.Response.StatusCode >= 400 && !context.Response.HasStarted && context.Response.ContentType is null && context.Response.ContentLength is null or 0)
            {
                await Problem.WriteAsync(context, context.Response.StatusCode);
            }
        });

    private static bool IsTooLarge(HttpContext context) =>
        context.Request.ContentLength > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    // Who still sends when the connection closes loses the answer with it: so the answer goes out, and the rest is read away.
    private static async Task RefuseBodyAsync(HttpContext context)
    {
        await Problem.WriteAsync(context, StatusCodes.Status413PayloadTooLarge);
        await context.Response.CompleteAsync();
        if (context.Request.ContentLength > ReadAwayAtMost)
        {
            return;
        }

        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = ReadAwayAtMost;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(ReadAwayTime);
        try
        {
            await context.Request.Body.CopyToAsync(Stream.Null, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It was told; what it does with the rest of its body is its own affair.
        }
    }

    private static Task TellAsync(HttpContext context, Exception e, ILogger log)
    {
        switch (e)
        {
            case BadHttpRequestException { InnerException: JsonException json }:
                return Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "The body is not the JSON that is expected here.", JsonRequests.Where(json));
            case JsonException json:
                return Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "The body is not the JSON that is expected here.", JsonRequests.Where(json));
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Problem.WriteAsync(context, StatusCodes.Status413PayloadTooLarge);
            case BadHttpRequestException bad:
                return Problem.WriteAsync(context, bad.StatusCode, bad.StatusCode == 415 ? "The body has the wrong type." : "The request is not understood.", bad.Message);
            case StorageException storage:
                LogFailed(log, context.Request.Method, context.Request.Path, e);
                return Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "This could not be saved.", $"{StorageStatus.ForPeople(storage.Message)} Nothing has changed: try again.");
            default:
                LogFailed(log, context.Request.Method, context.Request.Path, e);
                return Problem.WriteAsync(context, StatusCodes.Status500InternalServerError);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed.")]
    private static partial void LogFailed(ILogger log, string method, PathString path, Exception exception);
}
