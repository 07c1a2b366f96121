using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence;

// What the journal answers: it comes before other messages, in the order in which it was asked for.
public abstract partial class Eventsourced
{
    // How many answers are handled in one go before the mailbox may look up, so that a stop gets through an endless chain of them.
    private const int AnswersAtOnce = 30;
    private readonly Queue<Answer> _answers = new();
    private readonly Pump _pump = new();
    private bool _pumpPosted;

    /// <summary>Takes what the journal answered; in the actor.</summary>
    internal void Accept(Answer answer)
    {
        _answers.Enqueue(answer);
        PostPump();
    }

    /// <summary>Brings an answer into the actor; from any thread.</summary>
    internal void PostAnswer(Answer answer) => _cell.Mailbox.PostSystem(answer);

    /// <summary>The same, where the caller has nothing else to do: the thread may go on as the actor's.</summary>
    internal void PostLastAnswer(Answer answer)
    {
        if (CommittedBatch.TakeTail())
        {
            _cell.Mailbox.PostSystemAndRun(answer);
        }
        else
        {
            _cell.Mailbox.PostSystem(answer);
        }
    }

    private void PostPump()
    {
        if (!_pumpPosted && _phase != Phase.Stopping && _answers.TryPeek(out Answer? next))
        {
            _pumpPosted = true;
            _cell.Mailbox.Prepend(new Envelope(_pump, next.Sender));
        }
    }

    /// <summary>Handles the answers that are there and have the sender that is set, some at most; the pump sees to the rest.</summary>
    private void HandleAnswers()
    {
        try
        {
            for (int i = 0; i < AnswersAtOnce && !_asyncRunning && !_pumpPosted && _phase != Phase.Stopping
                && _answers.TryPeek(out Answer? answer) && ReferenceEquals(answer.Sender, CurrentSender); i++)
            {
                CurrentCommand = null;
                HandleAnswer(answer);
            }
        }
        finally
        {
            PostPump();
        }

        if (!_asyncRunning)
        {
            CurrentMessage = null;
        }
    }

    private void HandleAnswer(Answer answer)
    {
        try
        {
            answer.Handle(this);
        }
        catch
        {
            // A supervisor that resumes must find the actor able to go on.
            DiscardUnsent();
            throw;
        }
        finally
        {
            // More of it is left where a handler failed, or awaits.
            if (answer.IsDone && _answers.TryPeek(out Answer? first) && ReferenceEquals(first, answer))
            {
                _answers.Dequeue();
            }

            if (!_asyncRunning)
            {
                Settle();
            }
        }
    }

    /// <summary>Says that an answer waits; carries the sender of the command that it answers. One for each incarnation.</summary>
    private sealed class Pump : INoSerializationVerificationNeeded, IDeadLetterSuppression;
}
