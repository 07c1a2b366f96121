using System.Collections.Immutable;
using System.Text.Json;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Images;
using Sapphire.Actors.Maintenance;
using Sapphire.Persistence.Blobs;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;

namespace Sapphire.Actors.Transfer;

/// <summary>Exports chats to files, and imports them as new chats.</summary>
/// <param name="journal">What chats are read from.</param>
/// <param name="gateway">Makes the new ones.</param>
/// <param name="images">Keeps their pictures.</param>
/// <param name="time">The clock.</param>
public sealed class ChatTransfer(IJournal journal, ChatGateway gateway, ImageStore images, TimeProvider time)
{
    /// <summary>The most chats of one file.</summary>
    public const int MaxChats = 1000;

    /// <summary>The most bytes of all pictures of one file.</summary>
    public const int MaxPictures = 30 << 20;

    private const int Page = 1000;
    private static readonly EventCatalog Catalog = ChatEventCatalog.Create();

    /// <summary>A chat as it is stored now.</summary>
    /// <exception cref="ChatFileException">There is no such chat.</exception>
    public async Task<ChatState> ReadAsync(ChatId chat, CancellationToken cancellationToken)
    {
        ChatStateBuilder state = new(ChatState.None);
        for (long next = 1; ;)
        {
            ImmutableArray<JournalRow> rows = await journal.ReadAsync(ChatIds.Of(chat), next, long.MaxValue, Page, cancellationToken);
            if (rows.IsEmpty)
            {
                break;
            }

            foreach (JournalRow row in rows)
            {
                state.Apply((ChatEvent)Catalog.Deserialize(row.Manifest, row.Payload));
            }

            next = rows[^1].SequenceNr + 1;
        }

        ChatState read = state.ToState();
        return read is { Exists: true, Deleted: false } ? read : throw new ChatFileException("There is no such chat.", "It may have been deleted. Load the page again.") { NotFound = true };
    }

    /// <summary>The file of a chat with its pictures: the newest, where all of them would be too much.</summary>
    /// <exception cref="IOException">A picture cannot be read.</exception>
    public async Task<ChatFile> FileAsync(ChatState chat, CancellationToken cancellationToken)
    {
        ChatFile file = ChatFile.Of(chat);
        ImmutableArray<ChatPicture>.Builder pictures = ImmutableArray.CreateBuilder<ChatPicture>();
        long left = MaxPictures;
        int leftOut = 0;
        foreach (string id in file.PictureIds())
        {
            if (await images.FindAsync(id, cancellationToken) is not { } image)
            {
                continue;
            }

            if (image.Bytes.Length > left)
            {
                leftOut++;
                continue;
            }

            left -= image.Bytes.Length;
            pictures.Add(new(id, image.Bytes));
        }

        return file with { Pictures = pictures.Count == 0 ? null : pictures.ToImmutable(), PicturesLeftOut = leftOut == 0 ? null : leftOut };
    }

    /// <summary>The bytes of files: an object for one, a list for several.</summary>
    public static byte[] Write(IReadOnlyList<ChatFile> files) => files.Count == 1
        ? JsonSerializer.SerializeToUtf8Bytes(files[0], ChatFileJson.Default.ChatFile)
        : JsonSerializer.SerializeToUtf8Bytes([.. files], ChatFileJson.Default.ChatFileArray);

    /// <summary>Understands a file of one chat or several.</summary>
    /// <exception cref="ChatFileException">It is none, or a message of it has no place; says which.</exception>
    public static ImmutableArray<ChatFile> Parse(ReadOnlyMemory<byte> content)
    {
        ReadOnlySpan<byte> json = content.Span.StartsWith("\uFEFF"u8) ? content.Span[3..] : content.Span;
        ImmutableArray<ChatFile> files;
        try
        {
            files = json.TrimStart(" \t\r\n"u8).StartsWith("["u8)
                ? [.. JsonSerializer.Deserialize(json, ChatFileJson.Default.ChatFileArray) ?? []]
                : JsonSerializer.Deserialize(json, ChatFileJson.Default.ChatFile) is { } one ? [one] : [];
        }
        catch (Exception e) when (e is JsonException or FormatException or NotSupportedException)
        {
            // The message may quote a text; its place does not.
            string place = e is JsonException { LineNumber: { } line } at ? $" It is wrong at line {line + 1}, byte {at.BytePositionInLine + 1}{(at.Path is { Length: > 1 } path ? $" ({path})" : "")}." : "";
            throw new ChatFileException("This file is no exported chat.", $"Choose a JSON file that Sapphire exported.{place}", e);
        }

        if (files.IsEmpty || files.Length > MaxChats)
        {
            throw new ChatFileException(files.IsEmpty ? "There is no chat in this file." : $"There are {files.Length} chats in this file.", $"A file has 1 to {MaxChats} chats.");
        }

        for (int i = 0; i < files.Length; i++)
        {
            if (Problem(files[i]) is { } problem)
            {
                throw new ChatFileException(files.Length == 1 ? "This chat cannot be imported." : $"Chat {i + 1} of {files.Length} cannot be imported.", $"{problem} Nothing was imported.");
            }
        }

        return files;
    }

    /// <summary>Makes a new chat of a file that <see cref="Parse"/> has understood. Returns when it is stored.</summary>
    /// <param name="file">The chat.</param>
    /// <param name="title">Its title; null for that of the file.</param>
    /// <param name="cancellationToken">Gives up; then there is no new chat.</param>
    /// <exception cref="ChatFileException">It could not be stored.</exception>
    public async Task<ChatId> ImportAsync(ChatFile file, string? title, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        await KeepPicturesAsync(file, cancellationToken);
        ChatId chat = ChatId.New(time);
        try
        {
            foreach (ChatCommand command in ImportPlan.Of(file, chat, title, time))
            {
                CommandReply reply = await gateway.SendAsync(command, cancellationToken);
                if (reply.Error is { } error)
                {
                    throw new ChatFileException(error.Title, error.Detail);
                }
            }

            return chat;
        }
        catch (Exception e) when (e is ChatFileException or OperationCanceledException)
        {
            // Half a chat helps nobody.
            await DeleteAsync(chat);
            throw;
        }
    }

    /// <summary>Makes new chats of files that <see cref="Parse"/> has understood: all of them, or none. Returns when they are stored.</summary>
    /// <exception cref="ChatFileException">One could not be stored.</exception>
    public async Task<ImmutableArray<ChatId>> ImportAsync(ImmutableArray<ChatFile> files, CancellationToken cancellationToken)
    {
        ImmutableArray<ChatId>.Builder made = ImmutableArray.CreateBuilder<ChatId>(files.Length);
        try
        {
            foreach (ChatFile file in files)
            {
                made.Add(await ImportAsync(file, null, cancellationToken));
            }

            return made.ToImmutable();
        }
        catch (Exception e) when (e is ChatFileException or OperationCanceledException)
        {
            // Whoever tries again would have them twice.
            foreach (ChatId chat in made)
            {
                await DeleteAsync(chat);
            }

            throw;
        }
    }

    // Before the messages that name them. Those of a chat that is not made in the end are swept away in time.
    private async Task KeepPicturesAsync(ChatFile file, CancellationToken cancellationToken)
    {
        try
        {
            foreach (ChatPicture picture in file.Pictures ?? [])
            {
                await images.SaveAsync(picture.Data, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ChatFileException("The pictures of the chat could not be stored.", $"{e.Message} Nothing was imported: try again when that is mended.", e);
        }
    }

    private Task<CommandReply> DeleteAsync(ChatId chat) => gateway.SendAsync(new DeleteChat(chat, CommandId.New(time), time.GetUtcNow()), CancellationToken.None);

    private static string? Problem(ChatFile file)
    {
        if (file is null || file.Format != ChatFile.FormatName)
        {
            return $"Its \"format\" is not \"{ChatFile.FormatName}\".";
        }

        if (file.Version is < 1 or > ChatFile.Newest)
        {
            return $"Its version is {file.Version}, and this Sapphire reads version {ChatFile.Newest}. Update Sapphire.";
        }

        if (file.Title is { Length: 0 or > ChatDecider.MaxTitle })
        {
            return $"Its title has {file.Title.Length} characters; 1 to {ChatDecider.MaxTitle} are allowed.";
        }

        if (file.Settings?.Problem() is { } settings)
        {
            return settings;
        }

        if (file.Messages.IsDefault)
        {
            return "It has no list of messages.";
        }

        ImmutableArray<ChatPicture> pictures = file.Pictures ?? [];
        for (int i = 0; i < pictures.Length; i++)
        {
            if (Problem(pictures[i]) is { } wrong)
            {
                return $"Picture {i + 1} {wrong}.";
            }
        }

        Dictionary<MessageId, MessageRole> seen = [];
        for (int i = 0; i < file.Messages.Length; i++)
        {
            ChatNode node = file.Messages[i];
            string? problem =
                ImportRules.Problem(node) is { } wrong ? wrong
                : node.ParentId is { } parent && !seen.ContainsKey(parent) ? "follows a message that is not before it"
                : node.Role == MessageRole.Assistant && (node.ParentId is not { } question || seen[question] != MessageRole.User) ? "is a reply to no message of a person"
                : !seen.TryAdd(node.Id, node.Role) ? "has the id of another one"
                : null;
            if (problem is not null)
            {
                return $"Message {i + 1} {problem}.";
            }
        }

        return null;
    }

    private static string? Problem(ChatPicture? picture)
    {
        if (picture is null || picture.Data.IsEmpty)
        {
            return "has no bytes";
        }

        if (picture.Id != BlobId.Of(picture.Data.Span))
        {
            return "is not the one that its id says";
        }

        try
        {
            _ = ImageStore.Check(picture.Data.Span);
            return null;
        }
        catch (ImageException e)
        {
            return $"is not taken: {e.Message.TrimEnd('.')}";
        }
    }
}
