using System.Text.Json.Nodes;
using Sapphire.Persistence.Events;

namespace Sapphire.Actors.Chat;

/// <summary>The manifests of a chat's events. A manifest that was ever written stays readable for ever.</summary>
public static class ChatEventCatalog
{
    /// <summary>All of them.</summary>
    public static EventCatalog Create() => new EventCatalog()
        .Add("chat.created.1", ChatJsonContext.Default.ChatCreated)
        .Add("chat.user-said.2", ChatJsonContext.Default.UserSaid)
        .Upcast("chat.user-said.1", Unchanged)
        .Add("chat.turn-requested.1", ChatJsonContext.Default.TurnRequested)
        .Add("chat.turn-started.1", ChatJsonContext.Default.TurnStarted)
        .Add("chat.reply-progressed.1", ChatJsonContext.Default.ReplyProgressed)
        .Add("chat.tool-called.1", ChatJsonContext.Default.ToolCalled)
        .Add("chat.tool-returned.1", ChatJsonContext.Default.ToolReturned)
        .Add("chat.reply-completed.1", ChatJsonContext.Default.ReplyCompleted)
        .Add("chat.turn-failed.1", ChatJsonContext.Default.TurnFailed)
        .Add("chat.turn-cancelled.1", ChatJsonContext.Default.TurnCancelled)
        .Add("chat.turn-interrupted.1", ChatJsonContext.Default.TurnInterrupted)
        .Add("chat.reply-heard.1", ChatJsonContext.Default.ReplyHeard)
        .Add("chat.renamed.1", ChatJsonContext.Default.ChatRenamed)
        .Add("chat.deleted.1", ChatJsonContext.Default.ChatDeleted)
        .Add("chat.restored.1", ChatJsonContext.Default.ChatRestored)
        .Add("chat.settings-changed.1", ChatJsonContext.Default.ChatSettingsChanged)
        .Add("chat.pinned.1", ChatJsonContext.Default.ChatPinned)
        .Add("chat.archived.1", ChatJsonContext.Default.ChatArchived)
        .Add("chat.titled.1", ChatJsonContext.Default.ChatTitled)
        .Add("chat.branch-selected.1", ChatJsonContext.Default.BranchSelected)
        .Add("chat.reply-edited.1", ChatJsonContext.Default.ReplyEdited)
        .Add("chat.messages-removed.1", ChatJsonContext.Default.MessagesRemoved)
        .Add("chat.tool-call-removed.1", ChatJsonContext.Default.ToolCallRemoved)
        .Add("chat.undone.1", ChatJsonContext.Default.Undone)
        .Add("chat.redone.1", ChatJsonContext.Default.Redone)
        .Add("chat.messages-imported.1", ChatJsonContext.Default.MessagesImported)
        .Add("chat.snapshot.2", ChatJsonContext.Default.ChatStateSnapshot)
        .Upcast("chat.snapshot.1", Unchanged);

    // The newer form has more members, all of which may be left out.
    private static JsonObject Unchanged(JsonObject old) => old;
}
