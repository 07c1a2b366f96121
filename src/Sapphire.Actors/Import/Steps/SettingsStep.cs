using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Import.Old;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;

namespace Sapphire.Actors.Import.Steps;

/// <summary>Takes the settings that have a meaning here. What is set here already stays.</summary>
internal sealed class SettingsStep(SettingsStore store) : IFolderStep
{
    // Said by other steps.
    private static readonly HashSet<string> Elsewhere = new(StringComparer.Ordinal) { "LLM_FALLBACK_ORDER", ModelsStep.TimeoutKey };

    private const string Speaks = "TTS_ENABLED";

    /// <inheritdoc/>
    public Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        foreach ((string key, JsonElement old) in context.Settings.Values.Where(static value => !Elsewhere.Contains(value.Key) && !ProfilesStep.Keys.Contains(value.Key)))
        {
            if (key == Speaks)
            {
                TakeSpeaks(context, old);
            }
            else
            {
                Take(context, key, old);
            }
        }

        return Task.CompletedTask;
    }

    private void Take(FolderContext context, string key, JsonElement old)
    {
        if (SettingsRegistry.Find(key) is not { } setting)
        {
            context.NotTaken(FolderPart.Settings, key, OldSettingReasons.Why(key));
            return;
        }

        JsonNode? node = old.ValueKind == JsonValueKind.String ? JsonValue.Create(key.StartsWith("DEFAULT_", StringComparison.Ordinal) ? old.GetString()!.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal) : old.GetString()) : JsonNode.Parse(old.GetRawText());
        if (node is null)
        {
            context.NotTaken(FolderPart.Settings, key, "It has no value.");
        }
        else if (!setting.TryRead(node, out SettingValue? value, out string? problem))
        {
            context.NotTaken(FolderPart.Settings, key, problem);
        }
        else if (store.Current.Values.Find(key) is { } here)
        {
            context.Add(FolderPart.Settings, key, FolderOutcome.Here, here.Equals(value) ? "It is set so already." : "It is set here already, and stays.");
        }
        else if (setting.DefaultValue.Equals(value))
        {
            context.Add(FolderPart.Settings, key, FolderOutcome.Here, "That is the default here.");
        }
        else
        {
            if (!context.DryRun)
            {
                store.Update(s => s.Values.Find(key) is null ? s with { Values = s.Values.Set(key, value) } : s);
            }

            context.Add(FolderPart.Settings, key, FolderOutcome.Taken);
        }
    }

    // Switched on, the old page spoke every reply.
    private void TakeSpeaks(FolderContext context, JsonElement old)
    {
        if (old.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            context.NotTaken(FolderPart.Settings, Speaks, "Expected true or false.");
            return;
        }

        string when = old.ValueKind == JsonValueKind.True ? SpeakSettings.Always : SpeakSettings.Never;
        string here = store.Current.Speech.Speak.When;
        if (here != SpeakSettings.Default.When)
        {
            context.Add(FolderPart.Settings, Speaks, FolderOutcome.Here, here == when ? "It is set so already." : "Which replies are spoken is set here already, and stays.");
            return;
        }

        if (!context.DryRun)
        {
            store.Update(s => s.Speech.Speak.When != here ? s : s with { Speech = s.Speech with { Speak = s.Speech.Speak with { When = when } } });
        }

        context.Add(FolderPart.Settings, Speaks, FolderOutcome.Taken, when == SpeakSettings.Always ? "Every reply is spoken." : "No reply is spoken.");
    }
}
