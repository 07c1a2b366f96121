using Sapphire.Actors.Ids;
using Sapphire.Actors.Storage;

namespace Sapphire.Actors.Home;

/// <summary>All that a page shows outside a chat.</summary>
/// <param name="Chats">Every chat that is not deleted, the most recently used first.</param>
/// <param name="Timers">Timers that run, the soonest first.</param>
/// <param name="Notifications">Notifications that nobody has dismissed, the oldest first.</param>
/// <param name="Model">What answers now.</param>
/// <param name="Storage">Why nothing can be saved now; null while all is well.</param>
public sealed record HomeView(
    IReadOnlyList<ChatSummary> Chats,
    IReadOnlyList<TimerView> Timers,
    IReadOnlyList<NotificationView> Notifications,
    ModelStatus Model,
    StorageStatus? Storage = null);

/// <summary>One line of the list of chats.</summary>
/// <param name="Id">The chat.</param>
/// <param name="Title">Its title.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When something was last said in it.</param>
/// <param name="Pinned">Whether it is pinned to the top.</param>
/// <param name="Archived">Whether it is in the archive.</param>
public sealed record ChatSummary(ChatId Id, string Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, bool Pinned = false, bool Archived = false);

/// <summary>A timer that runs.</summary>
/// <param name="Id">The timer.</param>
/// <param name="Label">What it is for ("tea"); null when it has no name.</param>
/// <param name="DurationSeconds">For how long it was set.</param>
/// <param name="DueAt">When it fires.</param>
/// <param name="ChatId">The chat that set it.</param>
/// <param name="RoomId">The room in which it was set, and is to ring; null for none.</param>
public sealed record TimerView(TimerId Id, string? Label, double DurationSeconds, DateTimeOffset DueAt, ChatId? ChatId, RoomId? RoomId = null);

/// <summary>Something that a person should notice: a timer that fired.</summary>
/// <param name="Id">Its id, for <c>Dismiss</c>: the id of the timer.</param>
/// <param name="Title">"Timer finished: tea".</param>
/// <param name="Detail">More, or empty: "It was due 5 minutes ago, while Sapphire was not running."</param>
/// <param name="At">When it fired.</param>
/// <param name="ChatId">The chat that set it.</param>
/// <param name="RoomId">The room in which it was set.</param>
public sealed record NotificationView(TimerId Id, string Title, string Detail, DateTimeOffset At, ChatId? ChatId, RoomId? RoomId = null);

/// <summary>What answers now.</summary>
/// <param name="Provider">The provider's name for people; "Built-in commands" for the built-in assistant.</param>
/// <param name="Model">The model's name; empty for the built-in assistant.</param>
/// <param name="BuiltIn">True when no language model answers.</param>
/// <param name="Detail">Why, for people: "LM Studio at http://127.0.0.1:1234/v1 does not answer."; may be empty.</param>
public sealed record ModelStatus(string Provider, string Model, bool BuiltIn, string Detail);
