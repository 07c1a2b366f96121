using System.Text;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Prompts;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Prompts;

/// <summary>The routes of personas: <c>/api/personas</c>.</summary>
public static class PersonasEndpoints
{
    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static void MapPersonas(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/personas");
        group.On("GET", "", static context => ViewAsync(context, static _ => { }));
        group.MapPut("/{id}", static (HttpContext context, string id) => ViewAsync(context, async library =>
        {
            PersonaRequest body = await LibraryCall.BodyAsync(context, PromptsJson.Default.PersonaRequest);
            ChatSettings settings = (body.Settings ?? new()) with { Persona = null };
            library.Put(new Persona(id, body.Name.Trim(), body.Description?.Trim() ?? "", string.IsNullOrWhiteSpace(body.AiName) ? null : body.AiName.Trim(), settings), LibraryCall.Flag(context, "new"), body.Version);
        }));
        group.MapDelete("/{id}", static (HttpContext context, string id) => ViewAsync(context, library => library.DeletePersona(id)));
        group.MapPost("/{id}/duplicate", static (HttpContext context, string id) => ViewAsync(context, library => library.DuplicatePersona(id)));
        group.MapPost("/{id}/reset", static (HttpContext context, string id) => ViewAsync(context, library =>
            library.Put(FactoryPrompts.Set.Personas.GetValueOrDefault(id) ?? throw LibraryException.NotFound("persona of the factory", id))));
        group.MapPost("/{id}/apply", static (HttpContext context, string id) => LibraryCall.JsonAsync(
            context,
            async () =>
            {
                PersonaApplication body = await LibraryCall.BodyAsync(context, PromptsJson.Default.PersonaApplication);
                Persona persona = Library(context).Current.Personas.GetValueOrDefault(id) ?? throw LibraryException.NotFound("persona", id);
                return new PersonaApplication(persona.ApplyTo(body.Settings));
            },
            PromptsJson.Default.PersonaApplication));
        group.MapGet("/{id}/export", static (HttpContext context, string id) => LibraryCall.RunAsync(context, () =>
            Task.FromResult(Results.File(Encoding.UTF8.GetBytes(Library(context).Export(persona: id)), "application/json", $"sapphire-persona-{id}.json"))));
    }

    private static PromptLibrary Library(HttpContext context) => context.RequestServices.GetRequiredService<PromptLibrary>();

    private static Task ViewAsync(HttpContext context, Action<PromptLibrary> change) => ViewAsync(context, library =>
    {
        change(library);
        return Task.CompletedTask;
    });

    private static Task ViewAsync(HttpContext context, Func<PromptLibrary, Task> change) => LibraryCall.JsonAsync(
        context,
        async () =>
        {
            await change(Library(context));
            return context.RequestServices.GetRequiredService<LibraryViews>().Personas();
        },
        PromptsJson.Default.PersonasView);
}
