using System.Collections.Immutable;
using System.Text.Json;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Import.Old;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Import.Steps;

/// <summary>Takes what new chats were set to. What is set here already stays.</summary>
internal sealed class ChatDefaultsStep(SettingsStore store) : IFolderStep
{
    /// <summary>The file, below the folder.</summary>
    public const string Name = "settings/chat_defaults.json";

    /// <inheritdoc/>
    public Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        if (context.ReadFile(FolderPart.Settings, context.Folder.At("settings", "chat_defaults.json")) is not { } content)
        {
            return Task.CompletedTask;
        }

        JsonElement old = default;
        context.Try(FolderPart.Settings, Name, () =>
        {
            old = OldJson.Parse(OldJson.Clean(content));
            old = old.Member("settings") is { ValueKind: JsonValueKind.Object } inner ? inner : old;
            if (old.ValueKind != JsonValueKind.Object)
            {
                old = default;
                throw new OldFormatException("it is no JSON object");
            }
        });
        if (old.ValueKind == JsonValueKind.Object)
        {
            Take(context, old);
        }

        return Task.CompletedTask;
    }

    private void Take(FolderContext context, JsonElement old)
    {
        (ChatSettings settings, ImmutableArray<string> left) = OldChatSettings.Read(old, context);
        settings = settings with { Persona = null };
        string remark = OldChatSettings.Sentence(left);
        ChatSettings here = store.Current.ChatDefaults;
        if (settings == ChatSettings.None)
        {
            context.NotTaken(FolderPart.Settings, Name, remark.Length > 0 ? remark : "It says nothing.");
            return;
        }

        if (here.Over(settings) == here)
        {
            context.Add(FolderPart.Settings, Name, FolderOutcome.Here, here == settings ? "New chats are set so already." : "What new chats are set to here stays.");
            return;
        }

        if (!context.DryRun)
        {
            store.Update(s => s with { ChatDefaults = s.ChatDefaults.Over(settings) });
        }

        context.Add(FolderPart.Settings, Name, FolderOutcome.Taken, $"The defaults of chats{(here == ChatSettings.None ? "" : ", where none were set here")}. {remark}".Trim());
    }
}
