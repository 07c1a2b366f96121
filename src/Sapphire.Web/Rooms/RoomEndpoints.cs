using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Kernel.Actor;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;
using Sapphire.Web.Json;

namespace Sapphire.Web.Rooms;

/// <summary>The routes of rooms with microphones and speakers: <c>/api/rooms</c>. <c>POST /api/rooms/{room}/stop</c> stops what is said there.</summary>
public static class RoomEndpoints
{
    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static void MapRooms(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/rooms");
        group.MapGet("", (RequestDelegate)ListAsync);
        group.MapPost("/{room}/say", static (HttpContext context, string room) => TellAsync(
            context, async token => new SayInRoom(room, (await ApiCall.BodyAsync(context, ContractsJsonContext.Default.RoomSayRequest, token)).Text)));
        group.MapPost("/{room}/talk", static (HttpContext context, string room) => TellAsync(
            context, async token => new TalkInRoom(room, (await ApiCall.BodyAsync(context, ContractsJsonContext.Default.RoomTalkRequest, token)).Down)));
        group.MapPost("/{room}/stop", static (HttpContext context, string room) => TellAsync(context, _ => Task.FromResult<RoomCommand>(new StopInRoom(room))));
    }

    private static Task ListAsync(HttpContext context) => ApiCall.RunAsync(context, async () =>
    {
        try
        {
            context.Response.Headers.CacheControl = "no-store";
            return Results.Json(new RoomsAnswer(await Rooms(context).ListAsync(context.RequestAborted)), ContractsJsonContext.Default.RoomsAnswer);
        }
        catch (AskTimeoutException)
        {
            throw new ApiProblem(StatusCodes.Status503ServiceUnavailable, "The rooms cannot be listed now.", "Try again in a moment.");
        }
    });

    private static Task TellAsync(HttpContext context, Func<CancellationToken, Task<RoomCommand>> read) => ApiCall.RunAsync(context, async () =>
    {
        RoomCommand command = await read(context.RequestAborted);
        return await Rooms(context).SendAsync(command, context.RequestAborted) is { } error ? throw Problem(error) : Results.NoContent();
    });

    private static ApiProblem Problem(CommandError error) => new(
        error.Code switch
        {
            "unknown-room" => StatusCodes.Status404NotFound,
            "unavailable" => StatusCodes.Status503ServiceUnavailable,
            "not-allowed" => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status400BadRequest,
        },
        error.Title,
        error.Detail);

    private static DeviceRooms Rooms(HttpContext context) => context.RequestServices.GetRequiredService<DeviceRooms>();
}
