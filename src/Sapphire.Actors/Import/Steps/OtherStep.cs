namespace Sapphire.Actors.Import.Steps;

/// <summary>Names what is left in the folder and is not taken, and why.</summary>
internal sealed class OtherStep : IFolderStep
{
    // Those that other steps take, or tell of themselves.
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "history/", "memory.db", "memory.db-wal", "memory.db-shm", "settings.json", "prompts/", "credentials.json",
    };

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["settings.example.json"] = "A copy of the old program's defaults.",
        ["settings/"] = "Defaults of new chats: set them in the page.",
        ["toolsets/"] = "Toolsets name tools of the old program: make them anew of the tools that are here.",
        ["public/"] = "Pictures: give them in the page.",
        ["logs/"] = "Logs of the old program.",
        ["functions/"] = "Tools in Python, which this program cannot run.",
        ["plugins/"] = "Plugins in Python, which this program cannot run.",
        ["modules/"] = "Modules in Python, which this program cannot run.",
        ["webui/"] = "Settings of plugins of the old page.",
        ["notepad/"] = "There is no notepad here: paste its lines into a chat, and ask to remember them.",
        ["wakeword/"] = "Models of wake words, which this program does not listen for.",
        ["continuity/"] = "Tasks at fixed times are not part of this program yet.",
        ["state_presets/"] = "Games of the state engine are not part of this program.",
        ["ssl/"] = "This program makes certificates of its own.",
        ["story_presets/"] = "Games of the state engine are not part of this program.",
    };

    /// <inheritdoc/>
    public Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        foreach (string name in context.Folder.Top().Where(static name => !Known.Contains(name) && !name.StartsWith('.') && !name.EndsWith(".db", StringComparison.Ordinal) && !name.EndsWith(".db-wal", StringComparison.Ordinal) && !name.EndsWith(".db-shm", StringComparison.Ordinal)))
        {
            context.NotTaken(FolderPart.Other, name, Reasons.GetValueOrDefault(name, "Nothing here knows what it is."));
        }

        return Task.CompletedTask;
    }
}
