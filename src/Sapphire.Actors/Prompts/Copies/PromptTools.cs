using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Prompts.Copies;

/// <summary>The tools with which the assistant reads and edits its own prompt: in a copy for its chat, each change with a way back.</summary>
/// <param name="library">The library.</param>
/// <param name="copies">The copies.</param>
/// <param name="assembler">Shows what a prompt becomes.</param>
/// <param name="time">The clock.</param>
public sealed class PromptTools(PromptLibrary library, PromptCopies copies, IPromptAssembler assembler, TimeProvider time)
{
    private const int Preview = 50;
    private readonly PromptLibrary _library = library;
    private readonly PromptCopies _copies = copies;
    private readonly IPromptAssembler _assembler = assembler;
    private readonly TimeProvider _time = time;

    /// <summary>The names of all of them.</summary>
    public static ImmutableArray<string> Names { get; } =
        [PromptToolNames.View, PromptToolNames.List, PromptToolNames.Edit, PromptToolNames.Set, PromptToolNames.Remove, PromptToolNames.Create, PromptToolNames.Undo];

    /// <summary>The tools for a chat: those for pieces where its prompt is assembled, that for the text where it is one text.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="settings">Its settings, over the defaults of the home.</param>
    public IReadOnlyList<AIFunction> For(ChatId chat, ChatSettings settings)
    {
        Prompt prompt = _library.Current.Find(settings.Prompt) ?? _library.Current.Fallback();
        Session session = new(this, chat, settings, prompt);
        List<AIFunction> tools =
        [
            new Tool(
                PromptToolNames.View,
                "Shows your own instructions (your system prompt) as they are now, or another prompt of the library.",
                [new("name", "string", "The name of a prompt; left out for your own.")],
                (arguments, _) => new(session.View(arguments.Text("name", "prompt")))),
            new Tool(
                PromptToolNames.Undo,
                "Takes back the last change you made to your own instructions in this chat.",
                [],
                (_, _) => new(session.Undo())),
        ];
        if (!prompt.IsAssembled)
        {
            tools.Add(new Tool(
                PromptToolNames.Edit,
                "Replaces your own instructions in this chat by another text. Other chats keep theirs. Only when the person asks for it.",
                [new("content", "string", "The whole new text.", Required: true)],
                (arguments, _) => new(session.Write(arguments.Required("{\"content\": \"You are …\"}", "content", "text", "prompt")))));
            return tools;
        }

        tools.AddRange(
        [
            new Tool(
                PromptToolNames.List,
                "Lists the pieces that your instructions can be assembled from.",
                [new("component", "string", $"One of {Kinds()}.", Required: true)],
                (arguments, _) => new(session.List(Kind(arguments)))),
            new Tool(
                PromptToolNames.Set,
                "Puts a piece of the library into your own instructions in this chat: extras and emotions are added, the others replaced. Only when the person asks for it.",
                [new("component", "string", $"One of {Kinds()}.", Required: true), new("key", "string", "The key of the piece, from list_pieces.", Required: true)],
                (arguments, _) => new(session.Set(Kind(arguments), Key(arguments)))),
            new Tool(
                PromptToolNames.Remove,
                "Takes a piece out of your own instructions in this chat.",
                [new("component", "string", $"One of {Kinds()}.", Required: true), new("key", "string", "The key of the piece.", Required: true)],
                (arguments, _) => new(session.Remove(Kind(arguments), Key(arguments)))),
            new Tool(
                PromptToolNames.Create,
                "Writes a new piece and puts it into your own instructions in this chat. Only when the person asks for it.",
                [
                    new("component", "string", $"One of {Kinds()}.", Required: true),
                    new("key", "string", "A short key for it, as night_owl.", Required: true),
                    new("value", "string", "Its text.", Required: true),
                ],
                (arguments, _) => new(session.Create(Kind(arguments), Key(arguments), arguments.Required("{\"value\": \"Be brief.\"}", "value", "text", "content")))),
        ]);
        return tools;
    }

    private static string Kinds() => string.Join(", ", PieceKinds.All.Select(static k => k.Name()));

    private static PieceKind Kind(ToolArguments arguments)
    {
        string text = arguments.Required("{\"component\": \"goals\"}", "component", "type", "kind");
        return PieceKinds.TryParse(text, out PieceKind kind) ? kind : throw new ToolException($"There is no component \"{Short(text)}\". They are {Kinds()}.");
    }

    private static string Key(ToolArguments arguments)
    {
        string text = arguments.Required("{\"key\": \"night_owl\"}", "key", "name", "piece");
        return PieceKinds.KeyOf(text) is { Length: > 0 } key ? key : throw new ToolException($"\"{Short(text)}\" is no key: take letters a–z, digits and underscores.");
    }

    private static string Short(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= Preview ? line : line[..Preview] + "…";
    }

    private sealed class Session(PromptTools tools, ChatId chat, ChatSettings settings, Prompt prompt)
    {
        public JsonObject View(string? name)
        {
            Prompt? other = name is null ? null : tools._library.Current.Find(name) ?? throw new ToolException($"There is no prompt \"{Short(name)}\". They are: {string.Join(", ", tools._library.Current.Prompts.Keys)}.");
            bool own = other is null || other.Name == prompt.Name;
            if (!own && other!.PrivacyRequired && !prompt.PrivacyRequired)
            {
                // What a tool gives goes to the model, wherever that is.
                throw new ToolException($"The prompt \"{other.Name}\" is private. Only a chat whose own prompt is private may read it.");
            }

            PromptDraft? draft = own ? tools._copies.Find(chat, prompt.Name).Draft : null;
            AssembledPrompt assembled = tools._assembler.Assemble(new(own ? chat : default, settings with { Prompt = (other ?? prompt).Name, SpiceEnabled = false, InjectDateTime = false, CustomContext = null }, 1, tools._time.GetUtcNow()));
            JsonObject answer = new() { ["name"] = assembled.Name, ["text"] = assembled.Text };
            if ((draft?.Pieces ?? (other ?? prompt).Pieces) is { } pieces)
            {
                answer["pieces"] = Describe(pieces);
            }

            if (draft is not null)
            {
                answer["edited_in_this_chat"] = true;
            }

            return answer;
        }

        public JsonObject List(PieceKind kind)
        {
            PromptDraft now = Now(tools._copies.Find(chat, prompt.Name));
            JsonObject list = [];
            string own = PromptDraft.OwnKey(kind, "");
            foreach ((string key, string text) in (tools._library.Current.Pieces.GetValueOrDefault(kind) ?? Files.LibraryFormats.Map<string>()).Concat(now.Own.Where(o => o.Key.StartsWith(own, StringComparison.Ordinal)).Select(o => KeyValuePair.Create(o.Key[own.Length..], o.Value))))
            {
                list[key] = Short(text);
            }

            return new() { ["component"] = kind.Name(), ["pieces"] = list, ["in_use"] = Files.LibraryFormats.Array(now.Pieces![kind]) };
        }

        public JsonObject Set(PieceKind kind, string key) => Change($"Set {kind.Name()} to \"{key}\"", now =>
            now.Piece(kind, key) is null && tools._library.Current.Piece(kind, key) is null
                ? throw new ToolException($"There is no {kind.Name()} \"{key}\". list_pieces shows what there is; create_piece writes a new one.")
                : now with { Pieces = now.Pieces!.Add(kind, key) });

        public JsonObject Remove(PieceKind kind, string key) => Change($"Remove {kind.Name()} \"{key}\"", now =>
            now.Pieces![kind].Contains(key)
                ? now with { Pieces = now.Pieces.Remove(kind, key) }
                : throw new ToolException(now.Pieces[kind].IsEmpty ? $"Your instructions hold no {kind.Name()}." : $"Your instructions do not hold the {kind.Name()} \"{key}\". They hold: {string.Join(", ", now.Pieces[kind])}."));

        public JsonObject Create(PieceKind kind, string key, string text) => text.Length > Prompt.MaxText
            ? throw new ToolException($"The text has {text.Length} characters; at most {Prompt.MaxText} are taken. Shorten it.")
            : Change($"Write {kind.Name()} \"{key}\"", now => now with { Pieces = now.Pieces!.Add(kind, key), Own = now.Own.SetItem(PromptDraft.OwnKey(kind, key), text) });

        public JsonObject Write(string text) => text.Length > Prompt.MaxText
            ? throw new ToolException($"The text has {text.Length} characters; at most {Prompt.MaxText} are taken. Shorten it.")
            : Change("Write the prompt anew", now => now with { Text = text });

        public JsonObject Undo()
        {
            string? undone = null;
            tools._copies.Update(chat, prompt.Name, copy =>
            {
                undone = copy.UndoLabel;
                return copy.Undo();
            });
            return undone is null ? throw new ToolException("There is nothing to take back: your instructions are those of the library.") : new() { ["undone"] = undone };
        }

        // The copy begins from the library's prompt at the first change.
        private PromptDraft Now(PromptCopy copy) => copy.Draft is { } draft && draft.Pieces is null == prompt.Pieces is null ? draft : PromptDraft.Of(prompt);

        private JsonObject Change(string label, Func<PromptDraft, PromptDraft> change)
        {
            PromptCopy copy = tools._copies.Update(chat, prompt.Name, copy => copy.Edit(new(label, tools._time.GetUtcNow(), change(Now(copy)))));
            JsonObject answer = new() { ["done"] = label, ["note"] = "It holds from your next reply on, in this chat only. undo_prompt_edit takes it back." };
            if (copy.Draft?.Pieces is { } pieces)
            {
                answer["pieces"] = Describe(pieces);
            }

            return answer;
        }

        private static JsonObject Describe(PieceSelection pieces)
        {
            JsonObject node = [];
            Files.PieceFormat.Write(node, pieces);
            return node;
        }
    }
}
