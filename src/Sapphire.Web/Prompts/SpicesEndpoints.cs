using Sapphire.Actors.Prompts;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Prompts;

/// <summary>The routes of spices: <c>/api/spices</c>.</summary>
public static class SpicesEndpoints
{
    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static void MapSpices(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/spices");
        group.On("GET", "", static context => ViewAsync(context, static _ => { }));
        group.On("POST", "", static context => ViewAsync(context, async library =>
        {
            SpiceRequest spice = await LibraryCall.BodyAsync(context, PromptsJson.Default.SpiceRequest);
            library.AddSpice(spice.Category, spice.Text);
        }));
        group.MapPut("/{category}", static (HttpContext context, string category) => ViewAsync(context, async library =>
        {
            SpiceCategoryRequest body = await LibraryCall.BodyAsync(context, PromptsJson.Default.SpiceCategoryRequest);
            if (body.Spices is { } spices)
            {
                library.PutSpices(category, new([.. spices], body.Enabled), LibraryCall.Flag(context, "new"));
            }
            else
            {
                library.EnableSpices(category, body.Enabled);
            }
        }));
        group.MapDelete("/{category}", static (HttpContext context, string category) => ViewAsync(context, library => library.DeleteSpices(category)));
        group.MapPost("/{category}/rename", static (HttpContext context, string category) => ViewAsync(context, async library =>
            library.RenameSpices(category, (await LibraryCall.BodyAsync(context, PromptsJson.Default.NewName)).Name ?? throw LibraryException.Invalid("The new name is missing.", "Send { \"name\": \"…\" }."))));
        group.MapPost("/{category}/toggle", static (HttpContext context, string category) => ViewAsync(context, library =>
            library.EnableSpices(category, !(library.Current.Spices.GetValueOrDefault(category) ?? throw LibraryException.NotFound("category", category)).Enabled)));
        group.MapPut("/{category}/{index:int}", static (HttpContext context, string category, int index) => ViewAsync(context, async library =>
        {
            SpiceChange body = await LibraryCall.BodyAsync(context, PromptsJson.Default.SpiceChange);
            library.ChangeSpice(category, index, body.Text, body.Was);
        }));
        group.MapDelete("/{category}/{index:int}", static (HttpContext context, string category, int index) => ViewAsync(context, library =>
            library.ChangeSpice(category, index, null, context.Request.Query["was"].ToString() is { Length: > 0 } was ? was : null)));
        group.On("POST", "/reload", static context => ViewAsync(context, static library => library.Reload()));
    }

    private static Task ViewAsync(HttpContext context, Action<PromptLibrary> change) => ViewAsync(context, library =>
    {
        change(library);
        return Task.CompletedTask;
    });

    private static Task ViewAsync(HttpContext context, Func<PromptLibrary, Task> change) => LibraryCall.JsonAsync(
        context,
        async () =>
        {
            await change(context.RequestServices.GetRequiredService<PromptLibrary>());
            return context.RequestServices.GetRequiredService<LibraryViews>().Spices();
        },
        PromptsJson.Default.SpicesView);
}
