using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Turns;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Chat;

/// <content>The turn that is open: started, followed and ended. What it says is stored at most once a second.</content>
public sealed partial class ChatSession
{
    private LiveReply? _live;
    private IActorRef? _turn;
    private int _turnCount;
    private long _lastSequence;

    private void Handle(TurnMessage message)
    {
        DateTimeOffset now = Now;
        IActorRef sender = Sender;
        switch (message)
        {
            case TurnSaid said:
                Publish(_live!.Say(said.Text, said.Reasoning));
                if (!Timers.IsTimerActive(StoreProgress.Instance))
                {
                    Timers.StartSingleTimer(StoreProgress.Instance, StoreProgress.Instance, _services.Settings.ProgressInterval);
                }

                break;
            case TurnSync:
                sender.Tell(TurnMayGoOn.Instance);
                break;
            case TurnCalls calls:
                StoreWithUnstored(now, [.. calls.Calls.Select(call => new ToolCalled(calls.TurnId, call.CallId, call.Name, call.Arguments, now))], () => sender.Tell(TurnMayGoOn.Instance));
                break;
            case TurnToolReturned returned:
                Store([new ToolReturned(returned.TurnId, returned.CallId, returned.Result, returned.Error, returned.DurationMs, now)]);
                break;
            case TurnDone done:
                StoreWithUnstored(now, [new ReplyCompleted(done.TurnId, done.Outcome.Model, done.Outcome.Usage, now) { ProviderId = done.Outcome.ProviderId, ModelId = done.Outcome.ModelId, Spice = done.Outcome.Spice }]);
                break;
            case TurnBroke broke:
                StoreWithUnstored(now, [new TurnFailed(broke.TurnId, broke.Title, broke.Detail, broke.CanRetry, null, now)]);
                break;
        }
    }

    private void StoreUnstored()
    {
        if (_live is { HasUnstored: true } live)
        {
            // The next words go to the readers while these are with the journal.
            PersistAllAsync(live.TakeUnstored(Now), Apply);
        }
    }

    private void StoreWithUnstored(DateTimeOffset now, ImmutableArray<ChatEvent> events, Action? then = null) =>
        Store([.. _live?.Unstored(now) ?? [], .. events], then);

    private void Start(TurnId turn)
    {
        ChatNode reply = _state.OpenReply!;
        // Numbers never go back within an epoch, also when a reply is continued.
        _live = new(turn, reply, WriterEpoch, _lastSequence);
        ImmutableArray<ChatNode> branch = _state.BranchTo(reply.Id);
        TurnContext context = new(
            _id,
            turn,
            reply.ParentId is { } said ? _state.Nodes[said].RoomId : null,
            _state.Settings.Over(_services.Defaults()),
            branch.Count(static node => node.Role == MessageRole.User))
        { TakesTitle = _state.TakesTitle };
        TurnRequest request = new(context, branch);
        _turn = Context.Watch(Context.ActorOf(Turn.Props(_services.Loop, request), $"turn-{++_turnCount}"));
    }

    private void StartNext()
    {
        if (!_leaving && _state is { Open: null, Waiting.IsEmpty: false })
        {
            Store([new TurnStarted(_state.Waiting[0], Now)]);
        }
    }

    private void End(TurnId turn)
    {
        // Readers hold the selected branch only; a correction ends turns on the branch that it leaves.
        MessageId reply = _state.Replies[turn];
        if (_state.IsOnBranch(reply))
        {
            Publish(new MessageChanged(View(reply)));
        }

        if (_live?.TurnId != turn)
        {
            return;
        }

        _lastSequence = _live.Sequence;
        _live = null;
        Timers.Cancel(StoreProgress.Instance);
        if (_turn is { } actor)
        {
            _turn = null;
            Context.Unwatch(actor);
            Context.Stop(actor);
        }
    }

    private void Ended(IActorRef actor)
    {
        _subscribers.Remove(actor);
        if (actor.Equals(_turn) && _live is { } live)
        {
            _turn = null;
            StoreWithUnstored(Now, [new TurnFailed(live.TurnId, "Something went wrong inside Sapphire.", "The log says what. Try again.", CanRetry: true, null, Now)]);
        }
    }

    private void Prepare()
    {
        // After the next start the turn is marked as interrupted, with all that it said.
        if (_turn is { } turn)
        {
            _turn = null;
            Context.Unwatch(turn);
            Context.Stop(turn);
        }

        IActorRef sender = Sender;
        StoreWithUnstored(Now, [], () => sender.Tell(PrepareToStop.Instance));
    }
}
