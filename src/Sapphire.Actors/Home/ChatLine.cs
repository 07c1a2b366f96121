using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Home;

/// <summary>What the list of chats knows of one chat; made from the chat's events. Pure.</summary>
/// <param name="Id">The chat.</param>
/// <param name="Title">Its title; null until it has one.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When something was last said.</param>
/// <param name="Deleted">True while it is deleted.</param>
/// <param name="OpenTurns">Turns that have not ended: such a chat is woken when the program starts.</param>
/// <param name="Pinned">Whether it is pinned.</param>
/// <param name="Archived">Whether it is in the archive.</param>
public sealed record ChatLine(ChatId Id, string? Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, bool Deleted, int OpenTurns, bool Pinned = false, bool Archived = false)
{
    /// <summary>The line of a chat that has no event yet.</summary>
    public static ChatLine None(ChatId id) => new(id, null, default, default, Deleted: false, 0);

    /// <summary>The line for readers.</summary>
    public ChatSummary Summary => new(Id, Title ?? ChatState.DefaultTitle, CreatedAt, UpdatedAt, Pinned, Archived);

    /// <summary>The line after an event of its chat.</summary>
    public ChatLine Apply(ChatEvent happened) => happened switch
    {
        ChatCreated e => this with { Title = e.Title, CreatedAt = e.At, UpdatedAt = e.At },
        UserSaid e => this with
        {
            Title = Title ?? ChatState.FirstTitle(string.Concat(e.Content.OfType<TextContentPart>().Select(part => part.Text))),
            UpdatedAt = e.At,
            OpenTurns = OpenTurns + 1,
        },
        TurnRequested e => this with { UpdatedAt = e.At, OpenTurns = OpenTurns + 1 },
        ReplyCompleted or TurnFailed or TurnCancelled or TurnInterrupted => this with { UpdatedAt = happened.At, OpenTurns = OpenTurns - 1 },
        ChatRenamed e => this with { Title = e.Title },
        ChatTitled e => this with { Title = e.Title },
        ReplyEdited e => this with { UpdatedAt = e.At },
        MessagesImported e => this with { Title = Title ?? ChatState.FirstTitle(e.Messages[0].Text), UpdatedAt = e.At },
        ChatPinned e => this with { Pinned = e.Pinned },
        ChatArchived e => this with { Archived = e.Archived },
        Undone e => Apply(e.Change, forward: false),
        Redone e => Apply(e.Change, forward: true),
        ChatDeleted => this with { Deleted = true },
        ChatRestored => this with { Deleted = false },
        _ => this,
    };

    private ChatLine Apply(ChatChange change, bool forward) => this with
    {
        Title = change.Title is { } title ? forward ? title.After : title.Before : Title,
        Pinned = change.Pinned is { } pinned ? pinned == forward : Pinned,
        Archived = change.Archived is { } archived ? archived == forward : Archived,
    };
}
