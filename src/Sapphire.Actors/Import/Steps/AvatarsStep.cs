using Sapphire.Actors.Images;
using Sapphire.Actors.Prompts.Avatars;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Import.Steps;

/// <summary>Takes the pictures of the person and of the assistant where there are none yet.</summary>
internal sealed class AvatarsStep(AvatarBook book, ImageStore images) : IFolderStep
{
    // As the old page looked for them.
    private static readonly string[] Ends = [".png", ".jpg", ".jpeg", ".gif", ".webp"];

    /// <inheritdoc/>
    public async Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        foreach (string who in (string[])[AvatarBook.User, AvatarBook.Assistant])
        {
            bool found = false;
            foreach (string file in Ends.SelectMany(end => context.Folder.Files("public/avatars", who + end)))
            {
                context.Pictures.Add(file);
                if (found)
                {
                    context.NotTaken(FolderPart.Avatars, context.Folder.Name(file), "Another one was taken, which the old page showed.");
                    continue;
                }

                found = await TakeAsync(context, who, file, cancellationToken);
            }
        }
    }

    private async Task<bool> TakeAsync(FolderContext context, string who, string file, CancellationToken cancellationToken)
    {
        string name = context.Folder.Name(file);
        if (await context.PictureAsync(FolderPart.Avatars, file, images, cancellationToken) is not { } id)
        {
            return false;
        }

        string? here;
        try
        {
            here = book.Find(who);
        }
        catch (SettingsException e)
        {
            context.NotTaken(FolderPart.Avatars, name, $"What is here cannot be read: {e.Message}");
            return true;
        }

        if (here is not null)
        {
            context.Add(FolderPart.Avatars, name, FolderOutcome.Here, here == id ? "It is here already." : "There is another picture here already, which stays.");
            return true;
        }

        if (!context.DryRun)
        {
            book.Set(who, id);
        }

        context.Add(FolderPart.Avatars, name, FolderOutcome.Taken);
        return true;
    }
}
