using System.Globalization;
using System.Text;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Copies;
using Sapphire.Actors.Settings;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Prompts;

/// <summary>The routes of prompts and pieces: <c>/api/prompts</c>.</summary>
public static class PromptsEndpoints
{
    /// <summary>Adds what the routes need, and writes the files of prompts that are missing when the host starts.</summary>
    public static IServiceCollection AddPromptPages(this IServiceCollection services) => services
        .AddPrompts()
        .AddSingleton(static p => new LibraryViews(p.GetRequiredService<PromptLibrary>(), p.GetRequiredService<PromptAssembler>(), p.GetService<TimeProvider>() ?? TimeProvider.System, p.GetService<SettingsStore>()))
        .AddHostedService<LibraryFilesAtStart>();

    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static void MapPrompts(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/prompts");
        group.On("GET", "", static context => ViewAsync(context, static _ => { }));
        group.MapGet("/{name}", static (HttpContext context, string name) => LibraryCall.JsonAsync(
            context, () => Views(context).Prompt(Library(context).Current.Prompts.GetValueOrDefault(name) ?? throw LibraryException.NotFound("prompt", name)), PromptsJson.Default.PromptView));
        group.MapPut("/{name}", static (HttpContext context, string name) => ViewAsync(context, async library =>
        {
            PromptRequestBody body = await LibraryCall.BodyAsync(context, PromptsJson.Default.PromptRequestBody);
            library.Put(LibraryViews.PromptOf(name, body), LibraryCall.Flag(context, "new"), body.Version);
        }));
        group.MapDelete("/{name}", static (HttpContext context, string name) => ViewAsync(context, library => library.DeletePrompt(name)));
        group.MapPost("/{name}/rename", static (HttpContext context, string name) => ViewAsync(context, async library => library.RenamePrompt(name, Given(await NameAsync(context)))));
        group.MapPost("/{name}/duplicate", static (HttpContext context, string name) => ViewAsync(context, async library => library.DuplicatePrompt(name, await NameAsync(context))));
        group.MapPost("/{name}/reset", static (HttpContext context, string name) => ViewAsync(context, library => library.ResetPrompt(name)));
        MapPieces(group);
        MapWhole(group);
        MapCopies(group);
    }

    private static void MapPieces(RouteGroupBuilder group)
    {
        group.MapPut("/components/{kind}/{key}", static (HttpContext context, string kind, string key) => ViewAsync(context, async library =>
        {
            PieceRequest body = await LibraryCall.BodyAsync(context, PromptsJson.Default.PieceRequest);
            library.PutPiece(Kind(kind), key, body.Value, LibraryCall.Flag(context, "new"), body.Was);
        }));
        group.MapDelete("/components/{kind}/{key}", static (HttpContext context, string kind, string key) => ViewAsync(context, library => library.DeletePiece(Kind(kind), key)));
        group.MapPost("/components/{kind}/{key}/rename", static (HttpContext context, string kind, string key) => ViewAsync(context, async library => library.RenamePiece(Kind(kind), key, Given(await NameAsync(context)))));
    }

    private static void MapWhole(RouteGroupBuilder group)
    {
        group.On("POST", "/preview", static context => LibraryCall.JsonAsync(
            context, async () => Views(context).Preview(await LibraryCall.BodyAsync(context, PromptsJson.Default.PromptPreviewRequest)), PromptsJson.Default.PromptPreview));
        group.On("GET", "/export", static context => LibraryCall.RunAsync(context, () =>
        {
            IQueryCollection query = context.Request.Query;
            string file = Library(context).Export(Text(query["prompt"]), Text(query["persona"]));
            return Results.File(Encoding.UTF8.GetBytes(file), "application/json", "sapphire-prompts.json");
        }));
        group.On("POST", "/import", static context => LibraryCall.JsonAsync(
            context,
            async () =>
            {
                ImportConflict conflict = context.Request.Query["conflict"].ToString() switch
                {
                    "" or "keep" => ImportConflict.Keep,
                    "replace" => ImportConflict.Replace,
                    "both" => ImportConflict.Both,
                    _ => throw ApiProblem.Bad("What to do with taken names is unknown.", "Send ?conflict=keep, replace or both."),
                };
                return Imported(Library(context).Import(await LibraryCall.BytesAsync(context, LibraryCall.MaxFile, "file"), conflict));
            },
            PromptsJson.Default.LibraryImported));
        group.On("POST", "/merge", static context => LibraryCall.JsonAsync(context, () => Imported(Library(context).MergeFactory()), PromptsJson.Default.LibraryImported));
        group.On("POST", "/reset", static context => LibraryCall.JsonAsync(context, () => new LibraryReset(Library(context).Reset()), PromptsJson.Default.LibraryReset));
        group.On("POST", "/restore", static context => ViewAsync(context, async library => library.Restore(await LibraryCall.BytesAsync(context, LibraryCall.MaxFile, "file"))));
        group.On("POST", "/reload", static context => ViewAsync(context, static library => library.Reload()));
    }

    private static void MapCopies(RouteGroupBuilder group)
    {
        group.MapGet("/chats/{chat}", static (HttpContext context, string chat) => CopyAsync(context, chat, null));
        group.MapPost("/chats/{chat}/undo", static (HttpContext context, string chat) => CopyAsync(context, chat, static (copy, steps) => Enumerable.Range(0, steps).Aggregate(copy, static (now, _) => now.Undo())));
        group.MapPost("/chats/{chat}/redo", static (HttpContext context, string chat) => CopyAsync(context, chat, static (copy, steps) => Enumerable.Range(0, steps).Aggregate(copy, static (now, _) => now.Redo())));

        // Undone, not forgotten: it can be done again.
        group.MapDelete("/chats/{chat}", static (HttpContext context, string chat) => CopyAsync(context, chat, static (copy, _) => copy.Applied == 0 ? copy : copy with { Applied = 0 }));
        group.MapPost("/chats/{chat}/keep", static (HttpContext context, string chat) => ViewAsync(context, async library =>
        {
            string name = Given(await NameAsync(context));
            library.Keep(name, Prompt(context), context.RequestServices.GetRequiredService<PromptCopies>().Find(ChatOf(chat), Prompt(context).Name).Draft
                ?? throw new LibraryException(LibraryFault.NotFound, "The prompt was not edited in this chat.", "Duplicate it on the Prompts page instead."));
        }));
    }

    private static Task CopyAsync(HttpContext context, string chat, Func<PromptCopy, int, PromptCopy>? change) => LibraryCall.JsonAsync(
        context,
        () =>
        {
            ChatId id = ChatOf(chat);
            Sapphire.Actors.Prompts.Prompt prompt = Prompt(context);
            int steps = Steps(context);
            PromptCopies copies = context.RequestServices.GetRequiredService<PromptCopies>();
            PromptCopy copy = change is null ? copies.Find(id, prompt.Name) : copies.Update(id, prompt.Name, now => change(now, steps));
            PromptAssembler assembler = context.RequestServices.GetRequiredService<PromptAssembler>();
            PromptRequest wanted = new(id, LibraryViews.Bare(prompt.Name), 1, DateTimeOffset.UnixEpoch);
            AssembledPrompt text = assembler.Assemble(wanted);
            return new ChatPromptView(prompt.Name, text.Text, assembler.Preview(prompt, wanted).Text, text.Tokens, [.. copy.Edits.Select((edit, i) => new ChatPromptEdit(edit.Label, edit.At, i < copy.Applied))], copy.UndoLabel, copy.RedoLabel);
        },
        PromptsJson.Default.ChatPromptView);

    private static Sapphire.Actors.Prompts.Prompt Prompt(HttpContext context)
    {
        PromptSet set = Library(context).Current;
        return Text(context.Request.Query["prompt"]) is not { } name ? set.Fallback() : set.Find(name) ?? throw LibraryException.NotFound("prompt", name);
    }

    private static int Steps(HttpContext context) => Text(context.Request.Query["steps"]) is not { } text ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int steps) && steps is >= 1 and <= PromptCopy.MaxEdits ? steps
        : throw LibraryException.Invalid("That is no number of steps.", $"Expected 1 to {PromptCopy.MaxEdits}.");

    private static ChatId ChatOf(string text) => ChatId.TryParse(text, null, out ChatId id) ? id : throw LibraryException.Invalid("That is not the id of a chat.", "Expected a UUID with dashes.");

    private static PieceKind Kind(string text) => PieceKinds.TryParse(text, out PieceKind kind)
        ? kind
        : throw LibraryException.Invalid("There is no such kind of piece.", $"The kinds are {string.Join(", ", PieceKinds.All.Select(static k => k.Name()))}.");

    private static async Task<string?> NameAsync(HttpContext context) => (await LibraryCall.BodyAsync(context, PromptsJson.Default.NewName)).Name;

    private static string Given(string? name) => name ?? throw LibraryException.Invalid("The new name is missing.", "Send { \"name\": \"…\" }.");

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static LibraryImported Imported(ImportOutcome outcome) => new([.. outcome.Added], [.. outcome.Replaced], [.. outcome.Kept], outcome.Same);

    private static PromptLibrary Library(HttpContext context) => context.RequestServices.GetRequiredService<PromptLibrary>();

    private static LibraryViews Views(HttpContext context) => context.RequestServices.GetRequiredService<LibraryViews>();

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
            return Views(context).Prompts();
        },
        PromptsJson.Default.PromptsView);
}
