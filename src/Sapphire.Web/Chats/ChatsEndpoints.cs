using System.Collections.Immutable;
using System.Text;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Copies;
using Sapphire.Actors.Prompts.Meta;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Tools;
using Sapphire.Actors.Toolsets;
using Sapphire.Actors.Transfer;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;
using Sapphire.Web.Prompts;

namespace Sapphire.Web.Chats;

/// <summary>The routes of chats outside the hub: export, import, duplicate, defaults; and the toolsets.</summary>
public static class ChatsEndpoints
{
    private const int MaxImport = 60 << 20;
    private const string Copied = " (copy)";

    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static void MapChats(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder chats = routes.MapGroup("/api/chats");
        chats.MapGet("/{id}/export", static (HttpContext context, string id) => RunAsync(context, () => ExportAsync(context, id)));
        chats.MapPost("/{id}/duplicate", static (HttpContext context, string id) => RunAsync(context, () => DuplicateAsync(context, id)));
        chats.On("POST", "/import", ImportRouteAsync);
        chats.On("GET", "/defaults", static context => LibraryCall.JsonAsync(context, () => new ChatDefaultsView(Settings(context).Current.ChatDefaults), ChatsJson.Default.ChatDefaultsView));
        chats.On("PUT", "/defaults", PutDefaultsRouteAsync);
        RouteGroupBuilder toolsets = routes.MapGroup("/api/toolsets");
        toolsets.On("GET", "", static context => LibraryCall.JsonAsync(context, () => View(context), ChatsJson.Default.ToolsetsView));
        toolsets.MapPut("/{name}", static (HttpContext context, string name) => LibraryCall.JsonAsync(
            context,
            async () =>
            {
                ToolsetView view = await LibraryCall.BodyAsync(context, ChatsJson.Default.ToolsetView);
                ToolsetLibrary library = Toolsets(context);
                library.Put(library.Current.ContainsKey(name) ? name : view.Name ?? name, new(view.Name ?? name, [.. (view.Tools ?? []).Select(static tool => tool ?? "")]));
                return View(context);
            },
            ChatsJson.Default.ToolsetsView));
        toolsets.MapDelete("/{name}", static (HttpContext context, string name) => LibraryCall.JsonAsync(
            context,
            () =>
            {
                Toolsets(context).Delete(name);
                return View(context);
            },
            ChatsJson.Default.ToolsetsView));
    }

    private static Task ImportRouteAsync(HttpContext context) => RunAsync(context, () => ImportAsync(context));

    private static Task PutDefaultsRouteAsync(HttpContext context) => LibraryCall.JsonAsync(context, () => PutDefaultsAsync(context), ChatsJson.Default.ChatDefaultsView);

    private static async Task<IResult> ExportAsync(HttpContext context, string id)
    {
        ChatState state = await Transfer(context).ReadAsync(ChatOf(id), context.RequestAborted);
        string name = FileName(state.Title);
        return context.Request.Query["format"].ToString() switch
        {
            "" or "json" => Results.File(ChatTransfer.Write([await Transfer(context).FileAsync(state, context.RequestAborted)]), "application/json", $"{name}.json"),
            "markdown" or "md" => Results.File(Encoding.UTF8.GetBytes(ChatMarkdown.Write(state)), "text/markdown; charset=utf-8", $"{name}.md"),
            _ => throw ApiProblem.Bad("There is no such format.", "Ask for format=json or format=markdown."),
        };
    }

    private static async Task<IResult> ImportAsync(HttpContext context)
    {
        byte[] content = await LibraryCall.BytesAsync(context, MaxImport, "file");
        ImmutableArray<ChatFile> files = ChatTransfer.Parse(content);
        ImmutableArray<ChatId> made = await Transfer(context).ImportAsync(files, context.RequestAborted);
        return Results.Json(new ImportedChats([.. files.Zip(made, static (file, chat) => new ImportedChat(chat, file.Title, file.Messages.Length))]), ChatsJson.Default.ImportedChats);
    }

    private static async Task<IResult> DuplicateAsync(HttpContext context, string id)
    {
        ChatFile file = ChatFile.Of(await Transfer(context).ReadAsync(ChatOf(id), context.RequestAborted));
        string title = file.Title ?? ChatState.DefaultTitle;
        int most = ChatDecider.MaxTitle - Copied.Length;
        title = (title.Length <= most ? title : title[..(char.IsHighSurrogate(title[most - 1]) ? most - 1 : most)]) + Copied;
        ChatId copy = await Transfer(context).ImportAsync(file with { Archived = false }, title, context.RequestAborted);
        return Results.Json(new ImportedChats([new(copy, title, file.Messages.Length)]), ChatsJson.Default.ImportedChats);
    }

    private static async Task<ChatDefaultsView> PutDefaultsAsync(HttpContext context)
    {
        ChatSettings settings = (await LibraryCall.BodyAsync(context, ChatsJson.Default.ChatDefaultsView)).Settings is { } given ? given with { Persona = null } : ChatSettings.None;
        if (settings.Problem() is { } problem)
        {
            throw ApiProblem.Bad("These defaults are not possible.", problem);
        }

        Settings(context).Update(now => now with { ChatDefaults = settings });
        return new(settings);
    }

    private static ToolsetsView View(HttpContext context)
    {
        ToolsetLibrary library = Toolsets(context);
        IToolbox toolbox = context.RequestServices.GetRequiredService<IToolbox>();
        return new(
            [.. library.Current.Values.Select(static one => new ToolsetView(one.Name, one.Tools))],
            [.. toolbox.ToolsFor(new(new(Guid.CreateVersion7()), new(Guid.CreateVersion7()))).Select(static tool => tool.Name), .. PromptTools.Names, .. MetaTools.Names],
            library.Error?.ToString());
    }

    private static Task RunAsync(HttpContext context, Func<Task<IResult>> run) => LibraryCall.RunAsync(context, async () =>
    {
        try
        {
            return await run();
        }
        catch (ChatFileException e)
        {
            throw new ApiProblem(e.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest, e.Message, e.Advice);
        }
    });

    private static string FileName(string? title)
    {
        string clean = string.Concat((title ?? "").Select(static c => char.IsLetterOrDigit(c) || c is '-' or '_' ? c : ' '));
        string name = string.Join('-', clean.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return name.Length == 0 ? "chat" : name.Length > 60 ? name[..60] : name;
    }

    private static ChatId ChatOf(string text) => ChatId.TryParse(text, null, out ChatId id) ? id : throw LibraryException.Invalid("That is not the id of a chat.", "Expected a UUID with dashes.");

    private static SettingsStore Settings(HttpContext context) => context.RequestServices.GetRequiredService<SettingsStore>();

    private static ToolsetLibrary Toolsets(HttpContext context) => context.RequestServices.GetRequiredService<ToolsetLibrary>();

    private static ChatTransfer Transfer(HttpContext context) => context.RequestServices.GetRequiredService<ChatTransfer>();
}
