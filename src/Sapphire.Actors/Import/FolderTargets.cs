using Sapphire.Actors.Images;
using Sapphire.Actors.Memory;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Avatars;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Toolsets;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;

namespace Sapphire.Actors.Import;

/// <summary>Where an import puts things.</summary>
/// <param name="Journal">Chats.</param>
/// <param name="Catalog">Everything that may be stored.</param>
/// <param name="Settings">Settings and providers.</param>
/// <param name="Keys">Keys of providers.</param>
/// <param name="WorkFolder">A private folder for files that are deleted again.</param>
/// <param name="Zone">Where the old program's times without an offset were written.</param>
/// <param name="OnlyNewChats">True where other nodes may be at work on chats: then those that are here are left as they are.</param>
public sealed record FolderTargets(IJournal Journal, EventCatalog Catalog, SettingsStore Settings, ModelKeys Keys, string WorkFolder, TimeZoneInfo Zone, bool OnlyNewChats)
{
    /// <summary>Prompts, pieces and spices.</summary>
    public required PromptLibrary Prompts { get; init; }

    /// <summary>Toolsets.</summary>
    public required ToolsetLibrary Toolsets { get; init; }

    /// <summary>Which pictures the person and the assistant have.</summary>
    public required AvatarBook Avatars { get; init; }

    /// <summary>Pictures.</summary>
    public required ImageStore Images { get; init; }

    /// <summary>What is remembered.</summary>
    public required IMemoryStore Memory { get; init; }

    /// <summary>Takes over the hash of a password where there is none yet, or with a dry run says whether it would; null where there is no page.</summary>
    public Func<string, bool, CancellationToken, Task<FolderOutcome>>? Password { get; init; }
}
