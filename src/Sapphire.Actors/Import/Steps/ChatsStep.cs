using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Images;
using Sapphire.Actors.Import.Old;
using Sapphire.Actors.Maintenance;
using Sapphire.Persistence.Blobs;
using Sapphire.Persistence.Tools;

namespace Sapphire.Actors.Import.Steps;

/// <summary>Takes the chats: files of JSON, and the databases of later versions.</summary>
internal sealed class ChatsStep(ChatImport import, ImageStore images) : IFolderStep
{
    /// <inheritdoc/>
    public async Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        List<Func<OldChat?>> found = [];
        List<OldChat> stored = Databases(context);
        foreach (OldChat chat in stored)
        {
            found.Add(() => chat);
        }

        foreach (string file in context.Folder.Files("history", "*.json"))
        {
            found.Add(() => Read(context, file, stored));
        }

        int done = 0;
        foreach (Func<OldChat?> one in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (one() is { } chat)
            {
                await TakeAsync(context, chat, cancellationToken);
            }

            context.Progress.Report(new("importing chats", ++done, found.Count));
        }
    }

    private async Task TakeAsync(FolderContext context, OldChat chat, CancellationToken cancellationToken)
    {
        if (chat.Messages.IsEmpty)
        {
            context.Add(FolderPart.Chats, chat.Source, FolderOutcome.NotTaken, "It is empty.");
            return;
        }

        (ChatSettings settings, ImmutableArray<string> left) = OldChatSettings.Read(chat.Settings, context);
        Dictionary<string, ImmutableArray<byte>> pictures = new(StringComparer.Ordinal);
        ConvertedChat converted = ChatConverter.Convert(
            chat, settings == ChatSettings.None ? null : (command, at) => new ChatSettingsChanged(command, settings, null, at), image => Picture(image, pictures), key => context.Providers.GetValueOrDefault(key));
        string notes = string.Join(' ', converted.Notes.Add(OldChatSettings.Sentence(left)).Where(static note => note.Length > 0));
        string name = $"{converted.Title} ({chat.Source})";
        try
        {
            // Before the messages that show them.
            foreach (ImmutableArray<byte> picture in pictures.Values.Where(_ => !context.DryRun))
            {
                await images.SaveAsync(picture.AsMemory(), cancellationToken);
            }

            (ImportOutcome outcome, _) = await import.RunAsync(converted, context.DryRun, cancellationToken);
            switch (outcome)
            {
                case ImportOutcome.Imported:
                    context.Add(FolderPart.Chats, name, FolderOutcome.Taken, $"{Messages(converted.Messages)}. {notes}".Trim());
                    context.Changed.Add(ChatIds.Of(converted.Id));
                    break;
                case ImportOutcome.Continued:
                    context.Add(FolderPart.Chats, name, FolderOutcome.Taken, $"The messages that it has since the last import; {Messages(converted.Messages)} now. {notes}".Trim());
                    context.Changed.Add(ChatIds.Of(converted.Id));
                    break;
                case ImportOutcome.Unchanged:
                    context.Add(FolderPart.Chats, name, FolderOutcome.Here, "It is here already.");
                    break;
                default:
                    context.Add(FolderPart.Chats, name, FolderOutcome.Here, "It was imported before, and was changed since in the old folder in another way than here: what is here was left as it was.");
                    break;
            }
        }
        catch (JournalToolException e)
        {
            context.NotTaken(FolderPart.Chats, name, e.Message);
        }
    }

    private static ImageContentPart? Picture(OldImage image, Dictionary<string, ImmutableArray<byte>> pictures)
    {
        try
        {
            ImageInfo info = ImageStore.Check(image.Data.AsSpan());
            string id = BlobId.Of(image.Data.AsSpan());
            pictures[id] = image.Data;
            return new(id, info.MediaType, info.Width, info.Height, null);
        }
        catch (ImageException)
        {
            // Counted, and told with the chat.
            return null;
        }
    }

    private static string Messages(int count) => count == 1 ? "1 message" : $"{count:N0} messages";

    private static List<OldChat> Databases(FolderContext context)
    {
        List<OldChat> chats = [];
        foreach (string file in context.Folder.Files("history", "*.db").AddRange(context.Folder.Files("", "*.db")).Where(static file => Path.GetFileName(file) != "memory.db"))
        {
            string name = context.Folder.Name(file);
            context.Try(FolderPart.Chats, name, () =>
            {
                using OldDatabase database = OldDatabase.Open(file, context.WorkFolder);
                if (OldHistoryDatabase.Read(database, name, new(context.Zone), context.Zone, new DateTimeOffset(File.GetLastWriteTimeUtc(file))) is not { } read)
                {
                    context.NotTaken(FolderPart.Other, name, "It is a database without chats.");
                    return;
                }

                chats.AddRange(read.Chats);
                foreach ((string source, string why) in read.Damaged)
                {
                    context.NotTaken(FolderPart.Chats, source, why);
                }
            });
        }

        return chats;
    }

    private static OldChat? Read(FolderContext context, string file, List<OldChat> stored)
    {
        string source = context.Folder.Name(file);
        string name = Path.GetFileNameWithoutExtension(file);
        OldChat? read = null;
        context.Try(FolderPart.Chats, source, () => read = new OldChatReader(context.Zone).Read(name, source, File.ReadAllBytes(file), new DateTimeOffset(File.GetLastWriteTimeUtc(file))));

        // Later versions moved the files into the database and left them behind.
        OldChat? newer = read is null ? null : stored.Find(chat => chat.Name == name);
        if (read is not null && newer is not null)
        {
            HashSet<(string, string, DateTimeOffset?)> known = [.. newer.Messages.Select(Key)];
            if (read.Messages.All(message => known.Contains(Key(message))))
            {
                context.Add(FolderPart.Chats, source, FolderOutcome.Here, $"All of it is in {newer.Source}.");
                return null;
            }

            // Not the same chat then: also by its id.
            read = read with { Name = name + "_from_file" };
        }

        return read;

        static (string, string, DateTimeOffset?) Key(OldMessage message) => (message.Role, message.Text, message.At);
    }
}
