using Sapphire.Actors.Chat;
using Sapphire.Actors.Context;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Turns;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Context;

/// <summary>What of a chat a model is sent: <c>GET /api/chats/{id}/context</c>.</summary>
public static class ContextEndpoints
{
    /// <summary>Maps the route. Whoever may log in may use it; login is put around it by the caller.</summary>
    public static void MapContext(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/chats/{id}/context", static (HttpContext context, string id) => ReadAsync(context, id));

    private static Task ReadAsync(HttpContext context, string id) => ApiCall.RunAsync(context, async () =>
    {
        if (!ChatId.TryParse(id, null, out ChatId chat))
        {
            throw ApiProblem.Bad("This is not the id of a chat.", "The id of a chat is a UUID with dashes.");
        }

        try
        {
            ContextReport report = await Meter(context.RequestServices).ReadAsync(chat, context.RequestAborted);
            context.Response.Headers.CacheControl = "no-store";
            return Results.Json(
                new ContextView(report.Model, report.ProviderId, report.BuiltIn, report.Sees, report.Used, report.Limit, report.System, report.Tools, report.Messages, report.Dropped),
                ContextJson.Default.ContextView);
        }
        catch (SubscriptionException e)
        {
            throw new ApiProblem(e.Error.Code == "unknown-chat" ? StatusCodes.Status404NotFound : StatusCodes.Status503ServiceUnavailable, e.Error.Title, e.Error.Detail);
        }
        catch (ModelException e)
        {
            throw new ApiProblem(StatusCodes.Status409Conflict, e.Message, e.Detail);
        }
        catch (TimeoutException e)
        {
            throw new ApiProblem(StatusCodes.Status503ServiceUnavailable, e.Message, "Try again.");
        }
    });

    private static ContextMeter Meter(IServiceProvider services) => new(
        services.GetRequiredService<UpdateStreams>(),
        services.GetRequiredService<ITurnComposer>(),
        services.GetRequiredService<IModelDirectory>(),
        services.GetRequiredService<PromptServices>(),
        services.GetRequiredService<ChatServices>(),
        services.GetRequiredService<TimeProvider>());
}
