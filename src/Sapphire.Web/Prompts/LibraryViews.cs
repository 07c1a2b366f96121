using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Web.Contracts;
using Prompt = Sapphire.Actors.Prompts.Prompt;

namespace Sapphire.Web.Prompts;

/// <summary>Shows the library to the page.</summary>
/// <param name="library">The library.</param>
/// <param name="assembler">Counts.</param>
/// <param name="time">The clock.</param>
/// <param name="settings">Where the person is; null for the machine's time zone.</param>
internal sealed class LibraryViews(PromptLibrary library, PromptAssembler assembler, TimeProvider time, SettingsStore? settings = null)
{
    private const string Same = "same";
    private const string Changed = "changed";
    private const string Own = "none";

    /// <summary>A chat that is set to a prompt and nothing else.</summary>
    public static ChatSettings Bare(string? prompt) => new() { Prompt = prompt, InjectDateTime = false, SpiceEnabled = false };

    /// <summary>Prompts and pieces.</summary>
    public PromptsView Prompts()
    {
        PromptSet set = library.Current;
        ILookup<(PieceKind, string), string> uses = set.Prompts.Values.Where(static p => p.IsAssembled)
            .SelectMany(static p => PieceKinds.All.SelectMany(kind => p.Pieces![kind].Select(key => (Piece: (kind, key), p.Name))))
            .ToLookup(static u => u.Piece, static u => u.Name);
        return new(
            [.. set.Prompts.Values.Select(Prompt)],
            [.. set.Pieces.SelectMany(kind => kind.Value.Select(p => new PieceView(
                kind.Key.Name(), p.Key, p.Value, assembler.Count(p.Value), FactoryMark(p.Value, FactoryPrompts.Set.Piece(kind.Key, p.Key)), [.. uses[(kind.Key, p.Key)]])))],
            Problems(PromptLibrary.MonolithsFile, PromptLibrary.PiecesFile),
            set.Fallback().Name,
            PromptVariables.Names);
    }

    /// <summary>One prompt.</summary>
    public PromptView Prompt(Prompt prompt)
    {
        AssembledPrompt assembled = assembler.Preview(prompt, new(default, Bare(prompt.Name), 1, time.GetUtcNow()));
        return new(
            prompt.Name,
            prompt.IsAssembled ? "assembled" : "monolith",
            prompt.Text,
            prompt.Pieces is { } pieces ? Keys(pieces) : null,
            prompt.PrivacyRequired,
            assembled.Text.Length,
            assembled.Tokens,
            FactoryMark(prompt, FactoryPrompts.Set.Prompts.GetValueOrDefault(prompt.Name)),
            PromptVersion.Of(prompt),
            assembled.Problem);
    }

    /// <summary>The spices.</summary>
    public SpicesView Spices()
    {
        PromptSet set = library.Current;
        return new(
            [.. set.Spices.Select(static s => new SpiceCategoryView(s.Key, [.. s.Value.Texts], s.Value.Enabled, FactoryMark(s.Value, FactoryPrompts.Set.Spices.GetValueOrDefault(s.Key))))],
            set.Spices.Values.Sum(static s => s.Texts.Length),
            Problems(PromptLibrary.SpicesFile));
    }

    /// <summary>The personas.</summary>
    public PersonasView Personas()
    {
        PromptSet set = library.Current;
        return new(
            [.. set.Personas.Values.OrderBy(static p => p.Name, StringComparer.OrdinalIgnoreCase).Select(p => new PersonaView(
                p.Id, p.Name, p.Description, p.AiName, p.Settings, FactoryMark(p, FactoryPrompts.Set.Personas.GetValueOrDefault(p.Id)),
                p.Settings.Prompt is { } prompt && set.Find(prompt) is null ? $"Its prompt \"{prompt}\" does not exist; chats get \"{set.Fallback().Name}\"." : null,
                PromptVersion.Of(p)))],
            Problems(PromptLibrary.PersonasFile));
    }

    /// <summary>What a prompt becomes.</summary>
    public PromptPreview Preview(PromptPreviewRequest request)
    {
        if (request.UserMessages is < 1 or > 1_000_000)
        {
            throw LibraryException.Invalid("The number of messages is out of range.", "Send 1 or more.");
        }

        ChatId chat = default;
        if (request.ChatId is { } id && !ChatId.TryParse(id, null, out chat))
        {
            throw LibraryException.Invalid("That is not the id of a chat.", "Expected a UUID with dashes.");
        }

        PromptRequest wanted = new(chat, request.Settings ?? Bare(request.Name), request.UserMessages, TimeZoneInfo.ConvertTime(time.GetUtcNow(), settings is null ? TimeZoneInfo.Local : IdentitySettings.ZoneOf(settings.Current, TimeZoneInfo.Local)));
        AssembledPrompt assembled = request.Prompt is { } body
            ? assembler.Preview(PromptOf(request.Name is { Length: > 0 } name ? name : "preview", body), wanted)
            : assembler.Assemble(request.Name is null ? wanted : wanted with { Settings = wanted.Settings with { Prompt = request.Name } });
        return new(assembled.Text, assembled.Text.Length, assembled.Tokens, assembled.Spice, assembled.Problem);
    }

    /// <summary>The prompt that a request means.</summary>
    /// <exception cref="LibraryException">Its kind is unknown, or what it needs is missing.</exception>
    public static Prompt PromptOf(string name, PromptRequestBody body) => (body.Kind ?? body.Type) switch
    {
        "monolith" => new(name, body.Content ?? throw LibraryException.Invalid("The text of the prompt is missing.", "Send it as \"content\"."), null, body.PrivacyRequired),
        "assembled" => new(name, null, Selection(body.Components ?? throw LibraryException.Invalid("The pieces of the prompt are missing.", "Send them as \"components\".")), body.PrivacyRequired),
        _ => throw LibraryException.Invalid("The kind of the prompt is missing or unknown.", "Send \"kind\": \"monolith\" or \"assembled\"."),
    };

    private static PieceKeys Keys(PieceSelection pieces)
    {
        return new(One(PieceKind.Persona), One(PieceKind.Location), One(PieceKind.Relationship), One(PieceKind.Goals), One(PieceKind.Format), One(PieceKind.Scenario), [.. pieces[PieceKind.Extras]], [.. pieces[PieceKind.Emotions]]);

        string One(PieceKind kind) => pieces[kind].IsEmpty ? "" : pieces[kind][0];
    }

    private static PieceSelection Selection(PieceKeysRequest keys) => PieceSelection.Empty
        .With(PieceKind.Persona, keys.Persona ?? "")
        .With(PieceKind.Location, keys.Location ?? "")
        .With(PieceKind.Relationship, keys.Relationship ?? "")
        .With(PieceKind.Goals, keys.Goals ?? "")
        .With(PieceKind.Format, keys.Format ?? "")
        .With(PieceKind.Scenario, keys.Scenario ?? "")
        .With(PieceKind.Extras, keys.Extras ?? [])
        .With(PieceKind.Emotions, keys.Emotions ?? []);

    private static string FactoryMark<T>(T value, T? factory)
        where T : class => factory is null ? Own : value.Equals(factory) ? Same : Changed;

    private IReadOnlyList<LibraryProblem> Problems(params string[] files) =>
        [.. library.Errors.Where(e => files.Any(f => Path.GetFileName(f) == Path.GetFileName(e.File))).Select(static (SettingsError e) => new LibraryProblem(Path.GetFileName(e.File), e.Line, e.Column, e.Message))];
}
