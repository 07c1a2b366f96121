using Sapphire.Actors.Import.Old;
using Sapphire.Actors.Import.Steps;
using Sapphire.Persistence.Tools;

namespace Sapphire.Actors.Import;

/// <summary>Takes an existing <c>user/</c> folder of the former Sapphire, part by part. The folder is only read. The same folder twice is taken once.</summary>
/// <param name="targets">Where everything goes.</param>
public sealed class FolderImport(FolderTargets targets)
{
    /// <summary>Imports.</summary>
    /// <param name="request">What.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Gives up; what was taken until then stays.</param>
    /// <returns>What was done; and the persistence ids whose events were changed.</returns>
    /// <exception cref="JournalToolException">There is no such folder; says what to do.</exception>
    /// <exception cref="Sapphire.Persistence.Sqlite.StorageException">Reading or writing here failed. What was taken until then stays; the next import goes on.</exception>
    /// <exception cref="IOException">Writing here failed.</exception>
    public async Task<(FolderReport Report, IReadOnlyList<string> Changed)> RunAsync(FolderRequest request, IProgress<ToolProgress> progress, CancellationToken cancellationToken)
    {
        OldFolder folder;
        try
        {
            folder = OldFolder.Find(request.Path);
        }
        catch (OldFormatException e)
        {
            throw new JournalToolException(e.Message, e);
        }

        // Some versions of the old program kept the file in the folder itself.
        OldCredentials credentials = OldCredentials.Read(folder.Root);
        if (request.Credentials is { } elsewhere && Path.TrimEndingDirectorySeparator(Path.GetFullPath(elsewhere)) != folder.Root)
        {
            credentials = OldCredentials.Read(elsewhere).And(credentials);
        }

        (OldSettings settings, string? problem) = Settings(folder);
        FolderContext context = new(folder, settings, credentials, request.DryRun, targets.Zone, targets.WorkFolder, progress);
        if (problem is not null)
        {
            context.NotTaken(FolderPart.Settings, "settings.json", problem);
        }

        foreach (IFolderStep step in Steps())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await step.RunAsync(context, cancellationToken);
        }

        return (new(folder.Root, request.DryRun, context.Lines), request.DryRun ? [] : context.Changed);
    }

    // What chats refer to comes before them.
    private IEnumerable<IFolderStep> Steps() =>
    [
        new MemoriesStep(targets.Memory),
        new SettingsStep(targets.Settings),
        new PromptsStep(targets.Prompts),
        new ToolsetsStep(targets.Toolsets),
        new ModelsStep(targets.Settings, targets.Keys),
        new ProfilesStep(targets.Settings),
        new AvatarsStep(targets.Avatars, targets.Images),
        new PersonasStep(targets.Prompts, targets.Images),
        new ChatDefaultsStep(targets.Settings),
        new ChatsStep(new ChatImport(targets.Journal, targets.Catalog, targets.OnlyNewChats), targets.Images),
        new PasswordStep(targets.Password),
        new OtherStep(),
    ];

    private static (OldSettings Settings, string? Problem) Settings(OldFolder folder)
    {
        try
        {
            string file = folder.At("settings.json");
            return (File.Exists(file) ? OldSettings.Read(File.ReadAllBytes(file), "settings.json") : OldSettings.None, null);
        }
        catch (OldFormatException e)
        {
            return (OldSettings.None, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (OldSettings.None, $"It cannot be read: {e.Message}");
        }
    }
}
