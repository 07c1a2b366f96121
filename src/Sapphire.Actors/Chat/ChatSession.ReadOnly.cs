using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Storage;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Chat;

/// <content>A chat that was recovered while the store takes no writes: it is shown, and refuses commands at once until the store works again.</content>
public sealed partial class ChatSession
{
    private bool _wasReadOnly;

    /// <inheritdoc />
    protected override bool RecoversReadOnly => true;

    private static CommandError NotStored(Exception cause) => new("storage", "This could not be stored.", StorageStatus.ForPeople(cause.Message), Retryable: true);

    private bool RecoveredReadOnly()
    {
        if (ReadOnlyCause is null)
        {
            if (_wasReadOnly)
            {
                _wasReadOnly = false;
                Context.System.EventStream.Unsubscribe<StorageHealthChanged>(Self);

                // Those who read it meanwhile saw it as of another epoch.
                Publish(new ChatSnapshot(View()));
            }

            return false;
        }

        _wasReadOnly = true;
        Context.System.EventStream.Subscribe<StorageHealthChanged>(Self);
        if (_services.Storage.Problem is null)
        {
            // It was over before the subscription.
            Self.Tell(new StorageHealthChanged(null));
        }

        return true;
    }

    private void HandleStorage(StorageHealthChanged changed)
    {
        if (changed.Problem is null && ReadOnlyCause is not null)
        {
            RecoverAgain();
        }
    }

    // The store is not asked while it is known to fail.
    private void TryAgain(ChatCommand command)
    {
        if (_services.Storage.Problem is not null)
        {
            Sender.Tell(CommandReply.Refused(NotStored(ReadOnlyCause!)));
            return;
        }

        Stash.Stash();
        Stash.UnstashAll();
        RecoverAgain();
    }

    // Its turn is over, whatever the journal says: it will be marked as interrupted, or run again.
    private MessageView? ReadOnlyView(ChatNode node) => ReadOnlyCause is not null && node.Status == MessageStatus.Streaming
        ? (node with { Status = MessageStatus.Interrupted, Error = new("Interrupted: the answer could not be stored.", "It goes on, or can be asked for again, when the store works again.", CanRetry: false, CanContinue: false) }).ToView(WriterEpoch, 0)
        : null;
}
