using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Persistence;

// Commands: one after the other, those that must wait in the internal stash.
public abstract partial class Eventsourced
{
    private readonly EnvelopeDeque _internalStash = new();
    private readonly UnstashOne _unstashOne = new();
    private bool _unstashPosted;
    private bool _asyncRunning;

    /// <summary>Runs an asynchronous operation as part of the present handler: further messages wait until it ends, and what it persisted is stored then.</summary>
    /// <exception cref="NotSupportedException">Such an operation runs already.</exception>
    protected new void RunTask(Func<Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (_asyncRunning)
        {
            throw new NotSupportedException("A RunTask cannot be nested in another one.");
        }

        _asyncRunning = true;
        bool inHandler = true;
        ActorBase.RunTask(async () =>
        {
            try
            {
                await action();
            }
            catch
            {
                DiscardUnsent();
                throw;
            }
            finally
            {
                _asyncRunning = false;
                if (!inHandler)
                {
                    CurrentCommand = null;
                    Settle();
                    PostPump();
                }
            }
        });
        inHandler = false;
    }

    /// <summary>Puts messages in front of the internal stash.</summary>
    internal void PrependToInternalStash(IReadOnlyList<Envelope> envelopes)
    {
        for (int i = envelopes.Count - 1; i >= 0; i--)
        {
            _internalStash.AddFirst(envelopes[i]);
        }
    }

    private bool HandleUserMessage(Receive receive, object message)
    {
        if (_phase == Phase.Ready)
        {
            return HandleCommand(receive, message);
        }

        if (_phase != Phase.Stopping)
        {
            StashInternally(message);
        }

        return true;
    }

    private void StashInternally(object message)
    {
        if (_internalStash.Count < InternalStashCapacity)
        {
            _internalStash.AddLast(new Envelope(message, CurrentSender));
            return;
        }

        Log.StashFull(PersistenceId, InternalStashCapacity, message.GetType());
        switch (InternalStashOverflowStrategy)
        {
            case DiscardToDeadLetterStrategy:
                _cell.System.DeadLetters.Tell(new DeadLetter(message, CurrentSender, Self), Self);
                break;
            case ReplyToStrategy reply:
                Sender.Tell(reply.Response, Self);
                break;
            default:
                throw new StashOverflowException($"The internal stash of '{PersistenceId}' is full ({InternalStashCapacity} messages wait for recovery or for the journal).");
        }
    }

    private bool HandleUnstashed(Receive receive)
    {
        _unstashPosted = false;
        if (_phase != Phase.Ready || _internalStash.Count == 0)
        {
            return true;
        }

        // The stash may have changed since: the sender must be that of the message.
        if (!ReferenceEquals(_internalStash.First.Sender, CurrentSender))
        {
            PostUnstash();
            return true;
        }

        return HandleCommand(receive, _internalStash.RemoveFirst().Message);
    }

    private bool HandleCommand(Receive receive, object message)
    {
        CurrentMessage = CurrentCommand = message;
        bool handled;
        try
        {
            handled = base.AroundReceive(receive, message);
        }
        catch
        {
            CurrentCommand = null;
            DiscardUnsent();
            PostUnstash();
            throw;
        }

        if (!_asyncRunning)
        {
            CurrentCommand = null;
            Settle();
            HandleAnswers();
        }

        return handled;
    }

    /// <summary>After a handler: sends what it persisted, and takes the next command if nothing holds it back.</summary>
    private void Settle()
    {
        SendBatch();
        if (_phase is Phase.Ready or Phase.Persisting)
        {
            _phase = _stashingInvocations > 0 ? Phase.Persisting : Phase.Ready;
        }

        PostUnstash();
    }

    private void PostUnstash()
    {
        if (_phase == Phase.Ready && !_unstashPosted && _internalStash.Count > 0)
        {
            _unstashPosted = true;
            _cell.Mailbox.Prepend(new Envelope(_unstashOne, _internalStash.First.Sender));
        }
    }

    /// <summary>Says that the first message of the internal stash is next; carries its sender. One for each incarnation.</summary>
    private sealed class UnstashOne : INoSerializationVerificationNeeded, IDeadLetterSuppression;
}
