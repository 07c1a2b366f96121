using System.Globalization;
using Sapphire.Actors.Memory;
using Sapphire.Persistence.Sqlite;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;
using Sapphire.Web.Prompts;

namespace Sapphire.Web.Chats;

/// <summary>The routes of memory scopes: list, make, delete.</summary>
internal static class MemoryEndpoints
{
    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static void MapMemory(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder scopes = routes.MapGroup("/api/memory/scopes");
        scopes.On("GET", "", ListAsync);
        scopes.On("POST", "", MakeAsync);
        scopes.MapDelete("/{name}", static (HttpContext context, string name) => RunAsync(context, () => DeleteAsync(context, name), StatusCodes.Status200OK));
    }

    private static Task ListAsync(HttpContext context) => RunAsync(context, () => ViewAsync(context, null), StatusCodes.Status200OK);

    private static Task MakeAsync(HttpContext context) => RunAsync(context, () => CreateAsync(context), StatusCodes.Status201Created);

    private static async Task<MemoryScopesView> ViewAsync(HttpContext context, string? created) =>
        new([.. (await Store(context).ScopesAsync(context.RequestAborted)).Select(static scope => new MemoryScopeView(scope.Name, scope.Count))], created);

    private static async Task<MemoryScopesView> CreateAsync(HttpContext context)
    {
        string name = Checked((await LibraryCall.BodyAsync(context, ChatsJson.Default.NewMemoryScope)).Name);
        return await Store(context).CreateScopeAsync(name, context.RequestAborted)
            ? await ViewAsync(context, name)
            : throw new ApiProblem(StatusCodes.Status409Conflict, $"There is a memory scope '{name}' already.", "Set the chat to it, or choose another name.");
    }

    private static async Task<MemoryScopesView> DeleteAsync(HttpContext context, string name)
    {
        if (Checked(name) == MemoryScope.Default)
        {
            throw new ApiProblem(StatusCodes.Status409Conflict, "The scope 'default' is always there.", "Ask the assistant to forget what is not to be remembered in it.");
        }

        bool confirmed = LibraryCall.Flag(context, "confirm");
        int count = await Store(context).DeleteScopeAsync(name, confirmed, context.RequestAborted)
            ?? throw new ApiProblem(StatusCodes.Status404NotFound, $"There is no memory scope '{name}'.", "It may have been deleted meanwhile. Ask for the list again.");
        return count == 0 || confirmed
            ? await ViewAsync(context, null)
            : throw new ApiProblem(
                StatusCodes.Status409Conflict,
                string.Create(CultureInfo.InvariantCulture, $"The memory scope '{name}' holds {count:N0} {(count == 1 ? "memory" : "memories")}."),
                "To delete them with it, confirm it (?confirm=true). That cannot be undone.");
    }

    private static string Checked(string? name) => name switch
    {
        MemoryScope.None => throw ApiProblem.Bad("No memory scope is called 'none'.", "A chat that is set to none remembers nothing. Choose another name."),
        not null when MemoryScope.IsName(name) => name,
        _ => throw ApiProblem.Bad("That is no name of a memory scope.", MemoryScope.NameRule),
    };

    private static Task RunAsync(HttpContext context, Func<Task<MemoryScopesView>> run, int status) => LibraryCall.RunAsync(context, async () =>
    {
        try
        {
            return Results.Json(await run(), ChatsJson.Default.MemoryScopesView, statusCode: status);
        }
        catch (StorageException e)
        {
            // The message names files of the server's: for its log, not for the page.
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Sapphire.Web.Chats").LogWarning(e, "The memory could not be used.");
            context.Response.Headers.RetryAfter = "2";
            throw new ApiProblem(StatusCodes.Status503ServiceUnavailable, "The memory cannot be used now.", "Nothing was changed. Try again in a moment; the log says what is wrong.");
        }
    });

    private static IMemoryStore Store(HttpContext context) => context.RequestServices.GetRequiredService<IMemoryStore>();
}
