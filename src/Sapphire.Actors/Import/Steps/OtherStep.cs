namespace Sapphire.Actors.Import.Steps;

/// <summary>Names what is left in the folder and is not taken, and why.</summary>
internal sealed class OtherStep : IFolderStep
{
    // Those that other steps take, or tell of themselves.
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "memory.db", "memory.db-wal", "memory.db-shm", "settings.json", "credentials.json", "claude_api_key", "socks_config", "secret_key",
    };

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["settings.example.json"] = "A copy of the old program's defaults.",
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

    // Folders of which a part is taken, the ends of the names of what is, and why the rest is not.
    private static readonly (string Folder, string[] Ends, string Why)[] Parts =
    [
        ("history", [".json", ".db", ".db-wal", ".db-shm"], "It is no chat."),
        ("prompts", [".json"], "It is no file of prompts."),
        ("toolsets", [".json"], "It is no file of toolsets."),
        ("personas", [".json"], "It is no file of personas."),
        ("settings", [], "Nothing here knows what it is."),
        ("public", [], "Only the pictures of the person, of the assistant and of personas are taken."),
    ];

    /// <inheritdoc/>
    public Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        foreach (string name in context.Folder.Top().Where(static name => !Array.Exists(Parts, part => part.Folder + "/" == name) && !Known.Contains(name) && !name.StartsWith('.') && !name.EndsWith(".db", StringComparison.Ordinal) && !name.EndsWith(".db-wal", StringComparison.Ordinal) && !name.EndsWith(".db-shm", StringComparison.Ordinal)))
        {
            context.NotTaken(FolderPart.Other, name, Reasons.GetValueOrDefault(name, "Nothing here knows what it is."));
        }

        foreach ((string folder, string[] ends, string why) in Parts)
        {
            foreach (string file in context.Folder.Files(folder, "*", deep: true))
            {
                string name = context.Folder.Name(file);
                bool direct = name.Count(static c => c == '/') == 1;
                if (name != ChatDefaultsStep.Name && !context.Pictures.Contains(file) && !Path.GetFileName(file).StartsWith('.') && !(direct && ends.Contains(Path.GetExtension(file))))
                {
                    context.NotTaken(FolderPart.Other, name, name.StartsWith("history/tools/", StringComparison.Ordinal) ? "A log of tools: calls of tools are in their chats." : why);
                }
            }
        }

        return Task.CompletedTask;
    }
}
