using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Context;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Prompts;

/// <summary>The one assembler: the library's prompt, or the chat's own copy of it; a spice; date and time; the chat's context; names and dates filled in.</summary>
/// <param name="library">The prompts, at each call.</param>
/// <param name="names">The names, at each call.</param>
/// <param name="copies">The copy of a prompt that the assistant has edited in a chat; null for none.</param>
/// <param name="tokens">Counts tokens; null for the estimate.</param>
public sealed class PromptAssembler(Func<PromptSet> library, Func<PromptNames> names, Func<ChatId, string, PromptDraft?>? copies = null, Func<string, int>? tokens = null) : IPromptAssembler
{
    private readonly Func<string, int> _tokens = tokens ?? TokenEstimate.Of;

    /// <inheritdoc />
    public AssembledPrompt Assemble(PromptRequest request)
    {
        PromptSet set = library();
        ChatSettings settings = request.Settings;
        List<string> problems = [];
        Prompt? prompt = set.Find(settings.Prompt);
        if (prompt is null)
        {
            prompt = set.Fallback();
            if (!string.IsNullOrEmpty(settings.Prompt))
            {
                problems.Add($"The prompt \"{settings.Prompt}\" does not exist; \"{prompt.Name}\" is used.");
            }
        }

        // A copy of a prompt that has become one of the other kind means nothing any more.
        PromptDraft? draft = copies?.Invoke(request.ChatId, prompt.Name) is { } copy && copy.Pieces is null != prompt.IsAssembled ? copy : null;
        return Assemble(set, prompt, draft, request, problems);
    }

    /// <summary>How many tokens a text is, estimated.</summary>
    public int Count(string text) => _tokens(text);

    /// <summary>Assembles one prompt of a set, as while it is edited.</summary>
    public AssembledPrompt Preview(Prompt prompt, PromptRequest request) => Assemble(library(), prompt, null, request, []);

    private AssembledPrompt Assemble(PromptSet set, Prompt prompt, PromptDraft? draft, PromptRequest request, List<string> problems)
    {
        ChatSettings settings = request.Settings;
        Prompt shown = draft is null ? prompt : prompt with { Text = draft.Text, Pieces = draft.Pieces };
        string? spice = settings.SpiceEnabled == true ? SpiceOf(set, request) : null;
        string text = PromptText.Assemble(shown, (kind, key) => draft?.Piece(kind, key) ?? set.Piece(kind, key), spice, out ImmutableArray<string> missing);
        if (!missing.IsEmpty)
        {
            problems.Add($"The prompt \"{prompt.Name}\" names pieces that do not exist: {string.Join(", ", missing)}.");
        }

        if (!PromptText.TakesSpice(text))
        {
            spice = null;
        }

        PromptVariables variables = new(NamesOf(set, settings), request.Now);
        spice = spice is null ? null : variables.Fill(spice);
        variables.Set(PromptVariables.Spice, spice ?? "");
        text = PromptText.Join(variables.Fill(text).Trim(), variables.Fill(Context(request)));
        return new(text, _tokens(text), prompt.Name, spice)
        {
            PrivacyRequired = prompt.PrivacyRequired,
            Edited = draft is not null,
            Problem = problems.Count == 0 ? null : string.Join(" ", problems),
        };
    }

    private PromptNames NamesOf(PromptSet set, ChatSettings settings)
    {
        PromptNames home = names();
        return settings.Persona is { } id && set.Personas.GetValueOrDefault(id)?.AiName is { Length: > 0 } own ? home with { Assistant = own } : home;
    }

    private static string? SpiceOf(PromptSet set, PromptRequest request)
    {
        IEnumerable<SpiceCategory> categories = request.Settings.SpiceSets is { } named
            ? named.Select(name => set.Spices.GetValueOrDefault(name)).OfType<SpiceCategory>()
            : set.Spices.Values.Where(static c => c.Enabled);
        string[] spices = [.. categories.SelectMany(static c => c.Texts).Distinct(StringComparer.Ordinal)];
        return spices.Length == 0 ? null : spices[SpiceRotation.Pick(request.ChatId, request.UserMessages, request.Settings.SpiceTurns ?? SpiceRotation.DefaultTurns, spices.Length)];
    }

    private static string Context(PromptRequest request)
    {
        string dated = request.Settings.InjectDateTime ?? true ? $"Current date/time: {PromptVariables.DateTime(request.Now)} ({request.Now:'UTC'zzz})" : "";
        string custom = request.Settings.CustomContext?.Trim() ?? "";
        return dated.Length == 0 ? custom : custom.Length == 0 ? dated : $"{dated}\n{custom}";
    }
}
