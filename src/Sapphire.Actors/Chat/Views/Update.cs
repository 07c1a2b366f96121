using System.Text.Json.Serialization;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Storage;

namespace Sapphire.Actors.Chat.Views;

/// <summary>
/// One item of the hub's <c>Subscribe</c> stream. A stream of a chat begins with <see cref="ChatSnapshot"/>, the stream of
/// the home (no chat) with <see cref="HomeSnapshot"/>; a snapshot may come again at any time and replaces everything.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ChatSnapshot), "chat")]
[JsonDerivedType(typeof(MessageChanged), "message")]
[JsonDerivedType(typeof(TextDelta), "delta")]
[JsonDerivedType(typeof(PartChanged), "part")]
[JsonDerivedType(typeof(HomeSnapshot), "home")]
[JsonDerivedType(typeof(ChatListed), "chatListed")]
[JsonDerivedType(typeof(ChatUnlisted), "chatUnlisted")]
[JsonDerivedType(typeof(TimersChanged), "timers")]
[JsonDerivedType(typeof(NotificationRaised), "notification")]
[JsonDerivedType(typeof(NotificationDismissed), "notificationDismissed")]
[JsonDerivedType(typeof(ModelStatusChanged), "model")]
[JsonDerivedType(typeof(StorageStatusChanged), "storage")]
public abstract record Update;

/// <summary>The whole chat: first item of its stream, and again whenever the branch, the title or its deletion changes.</summary>
public sealed record ChatSnapshot(ChatView Chat) : Update;

/// <summary>A message is new, or has changed as a whole: replaces the message of its id, or is appended. Restarts the
/// numbering of its deltas at the message's epoch and sequence.</summary>
public sealed record MessageChanged(MessageView Message) : Update;

/// <summary>
/// Text to append to part <paramref name="Part"/> of a reply. When there is no part of that index yet, it is a new
/// <see cref="ReasoningPart"/> if <paramref name="Reasoning"/>, else a new <see cref="TextPart"/>.
/// A client that holds another epoch, or not sequence − 1, subscribes again.
/// </summary>
public sealed record TextDelta(MessageId MessageId, TurnId TurnId, long Epoch, long Sequence, int Part, bool Reasoning, string Text) : Update;

/// <summary>Part <paramref name="Index"/> of a reply is new or changed: a tool call that began or ended. Numbered with the deltas.</summary>
public sealed record PartChanged(MessageId MessageId, TurnId TurnId, long Epoch, long Sequence, int Index, PartView Part) : Update;

/// <summary>First item of the home stream.</summary>
public sealed record HomeSnapshot(HomeView Home) : Update;

/// <summary>A chat is new in the list, or its line has changed.</summary>
public sealed record ChatListed(ChatSummary Chat) : Update;

/// <summary>A chat has left the list.</summary>
public sealed record ChatUnlisted(ChatId ChatId) : Update;

/// <summary>The running timers, whole.</summary>
public sealed record TimersChanged(IReadOnlyList<TimerView> Timers) : Update;

/// <summary>A notification for everybody.</summary>
public sealed record NotificationRaised(NotificationView Notification) : Update;

/// <summary>A notification was dismissed, here or in another browser.</summary>
public sealed record NotificationDismissed(TimerId Id) : Update;

/// <summary>Another model answers now.</summary>
public sealed record ModelStatusChanged(ModelStatus Model) : Update;

/// <summary>Nothing can be saved, or, with null, all is well again.</summary>
public sealed record StorageStatusChanged(StorageStatus? Storage) : Update;
