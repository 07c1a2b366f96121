using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.Tools;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Prompts.Meta;

/// <summary>
/// The tools with which the assistant gives its chat another prompt or voice, clears it, and names itself and the person. What they do to
/// a chat is an undo of that chat; nothing is lost. In the toolset <c>all</c>, and where a toolset names them.
/// </summary>
/// <param name="library">The prompts.</param>
/// <param name="chats">Changes chats.</param>
/// <param name="settings">The settings of the home; null on a node without them, where the tools for names are missing.</param>
/// <param name="voices">The voices; null where nothing can speak.</param>
public sealed class MetaTools(PromptLibrary library, ChatEditor chats, SettingsStore? settings, ISpeechSynthesizer? voices)
{
    private const string NextMessage = "It holds from the next message on, in this chat only. The person can undo it.";

    /// <summary>The names of all of them.</summary>
    public static ImmutableArray<string> Names { get; } =
        [MetaToolNames.SwitchPrompt, MetaToolNames.ResetChat, MetaToolNames.ChangeAiName, MetaToolNames.ChangeUserName, MetaToolNames.SetVoice];

    /// <summary>The tools for a chat.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="now">Its settings, over the defaults of the home.</param>
    public IReadOnlyList<AIFunction> For(ChatId chat, ChatSettings now)
    {
        ArgumentNullException.ThrowIfNull(now);
        List<AIFunction> tools =
        [
            new Tool(
                MetaToolNames.SwitchPrompt,
                "Gives this chat another prompt (character, instructions) of the library; without a name it lists them. Only when the person asks for it.",
                [new("name", "string", "The name of a prompt; left out to list them.")],
                async (arguments, cancelled) => arguments.Text("name", "prompt") is { } name ? await SwitchAsync(chat, now, name, cancelled) : Prompts(now)),
            new Tool(
                MetaToolNames.ResetChat,
                "Clears this chat: it begins anew without messages, and this reply ends. The person can undo it. Only when the person asks for it.",
                [new("reason", "string", "Why, in a few words.", Required: true)],
                async (arguments, cancelled) =>
                {
                    _ = arguments.Required("{\"reason\": \"The person wants a new beginning.\"}", "reason", "why");
                    await chats.ClearAsync(chat, cancelled);
                    return new() { ["done"] = "The chat is empty now.", ["note"] = "The person can undo it." };
                }),
        ];
        if (settings is not null)
        {
            tools.Add(new Tool(
                MetaToolNames.ChangeAiName,
                "Changes what you are called, in every chat. Only when the person asks for it.",
                [new("name", "string", "Your new name.", Required: true)],
                (arguments, _) => new(Rename(IdentitySettings.AssistantName, MetaToolNames.ChangeAiName, NameOf(arguments), OwnName(now)))));
            tools.Add(new Tool(
                MetaToolNames.ChangeUserName,
                "Changes how you call the person, in every chat. Only when the person asks for it.",
                [new("name", "string", "The person's name.", Required: true)],
                (arguments, _) => new(Rename(IdentitySettings.UserName, MetaToolNames.ChangeUserName, NameOf(arguments), null))));
        }

        if (voices is not null)
        {
            tools.Add(new Tool(
                MetaToolNames.SetVoice,
                "Gives this chat another voice to speak with; without a name it lists them. \"home\" is the usual one. Only when the person asks for it.",
                [new("name", "string", "A voice, as flite/slt; left out to list them.")],
                async (arguments, cancelled) => arguments.Text("name", "voice") is { } name ? await SpeakAsync(chat, name, voices, cancelled) : await VoicesAsync(now, voices, cancelled)));
        }

        return tools;
    }

    private JsonObject Prompts(ChatSettings now)
    {
        PromptSet set = library.Current;
        JsonObject all = [];
        foreach (Prompt prompt in set.Prompts.Values)
        {
            all[prompt.Name] = (prompt.IsAssembled ? "assembled from pieces" : "one text") + (prompt.PrivacyRequired ? ", private" : string.Empty);
        }

        return new() { ["prompts"] = all, ["now"] = (set.Find(now.Prompt) ?? set.Fallback()).Name };
    }

    private async Task<JsonObject> SwitchAsync(ChatId chat, ChatSettings now, string name, CancellationToken cancellationToken)
    {
        PromptSet set = library.Current;
        Prompt prompt = set.Find(name)
            ?? set.Prompts.Values.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ToolException($"There is no prompt \"{(name.Length <= 40 ? name : name[..40] + "…")}\". They are: {string.Join(", ", set.Prompts.Keys)}.");
        // What was said in private would be sent elsewhere: that is for the person to decide.
        if (!prompt.PrivacyRequired && (set.Find(now.Prompt) ?? set.Fallback()) is { PrivacyRequired: true } held)
        {
            throw new ToolException($"The prompt \"{held.Name}\" keeps this chat private. Only the person can give it one that does not, in the settings of the chat.");
        }

        await chats.ChangeAsync(chat, own => own with { Prompt = prompt.Name }, $"switch to the prompt {prompt.Name}", cancellationToken);
        return new() { ["prompt"] = prompt.Name, ["note"] = NextMessage };
    }

    private static async Task<JsonObject> VoicesAsync(ChatSettings now, ISpeechSynthesizer voices, CancellationToken cancellationToken)
    {
        IReadOnlyList<Voice> all = await voices.GetVoicesAsync(cancellationToken);
        JsonObject list = [];
        foreach (Voice voice in all.Take(VoiceChoice.Listed))
        {
            list[voice.Id] = voice.Name;
        }

        JsonObject answer = new() { ["voices"] = list, ["now"] = now.Voice ?? "home" };
        if (all.Count > VoiceChoice.Listed)
        {
            answer["more"] = $"{all.Count - VoiceChoice.Listed} more. For another language give its code, as espeak-ng/de.";
        }

        return answer;
    }

    private async Task<JsonObject> SpeakAsync(ChatId chat, string name, ISpeechSynthesizer voices, CancellationToken cancellationToken)
    {
        string? voice = name.ToLowerInvariant() is "home" or "default" ? null : VoiceChoice.Find(await voices.GetVoicesAsync(cancellationToken), name).Id;
        await chats.ChangeAsync(chat, own => own with { Voice = voice }, voice is null ? "speak with the home's voice" : $"speak with the voice {voice}", cancellationToken);
        return new() { ["voice"] = voice ?? "home", ["note"] = NextMessage };
    }

    private string? OwnName(ChatSettings now) => now.Persona is { } id ? library.Current.Personas.GetValueOrDefault(id)?.AiName : null;

    private static string NameOf(ToolArguments arguments)
    {
        string name = arguments.Required("{\"name\": \"Kim\"}", "name", "new_name", "username");
        return name.Any(char.IsControl) ? throw new ToolException("A name is one line.") : name;
    }

    private JsonObject Rename(Setting<string> setting, string tool, string name, string? ownName)
    {
        (SettingValue before, SettingSource source) = settings!.Current.Find(setting);
        if (source is SettingSource.Environment or SettingSource.CommandLine)
        {
            throw new ToolException($"{setting.Key} is set where the server is started: it can be changed only there.");
        }

        if (settings.Error is not null)
        {
            throw new ToolException("settings.json has a mistake: nothing is changed until the person has put it right.");
        }

        try
        {
            settings.Update(now => now.With(setting, name));
        }
        catch (ArgumentException e)
        {
            throw new ToolException(e.Message, e);
        }

        JsonObject answer = new()
        {
            ["name"] = name,
            ["before"] = (string)before.Value,
            ["note"] = $"It holds from the next message on, in every chat. {tool} with the name before takes it back.",
        };
        if (ownName is { Length: > 0 })
        {
            answer["but"] = $"In this chat you are still called {ownName}: its persona has a name of its own.";
        }

        return answer;
    }
}
