using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Turns;

/// <summary>
/// One turn: runs a <see cref="TurnLoop"/> and tells its session what happens. Stopping it cancels the loop at once.
/// What the loop does not expect crashes the turn; the session stops it and marks the reply as failed.
/// </summary>
#pragma warning disable CA1001 // PostStop is an actor's Dispose.
internal sealed class Turn : ReceiveActor
#pragma warning restore CA1001
{
    private readonly TurnLoop _loop;
    private readonly TurnRequest _request;
    private readonly CancellationTokenSource _cancel = new();

    public Turn(TurnLoop loop, TurnRequest request)
    {
        _loop = loop;
        _request = request;
        TurnId turn = request.Context.TurnId;
        Receive<TurnOutcome>(outcome => Context.Parent.Tell(new TurnDone(turn, outcome) { Turn = Self }));
        Receive<Status.Failure>(failure =>
        {
            switch (failure.Cause)
            {
                case ModelException e:
                    Context.Parent.Tell(new TurnBroke(turn, e.Message, e.Detail, e.CanRetry) { Turn = Self });
                    break;
                case OperationCanceledException when _cancel.IsCancellationRequested:
                    break;
                default:
                    throw new InvalidOperationException("The turn failed unexpectedly.", failure.Cause);
            }
        });
    }

    public static Props Props(TurnLoop loop, TurnRequest request) => Kernel.Actor.Props.Create(() => new Turn(loop, request));

    /// <inheritdoc />
    protected override void PreStart()
    {
        SessionReporter reporter = new(Context.Parent, Self, _request.Context.TurnId);
        CancellationToken cancelled = _cancel.Token;
        _ = Task.Run(() => _loop.RunAsync(_request, reporter, cancelled), cancelled).PipeTo(Self);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _cancel.Cancel();
        _cancel.Dispose();
    }

    // Runs on the loop's threads, and only tells.
    private sealed class SessionReporter(IActorRef session, IActorRef turn, TurnId turnId) : ITurnReporter
    {
        // A model faster than the session is held back after this much; far above what a network delivers in a moment.
        private const int Window = 64 * 1024;
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
        private int _ahead;

        public async ValueTask SaidAsync(string text, bool reasoning, CancellationToken cancellationToken)
        {
            session.Tell(new TurnSaid(turnId, text, reasoning) { Turn = turn }, turn);
            _ahead += text.Length + 64;
            if (_ahead >= Window)
            {
                _ahead = 0;
                await session.Ask<TurnMayGoOn>(new TurnSync(turnId) { Turn = turn }, Patience, cancellationToken);
            }
        }

        public async ValueTask CallingAsync(IReadOnlyList<ToolInvocation> calls, CancellationToken cancellationToken) =>
            await session.Ask<TurnMayGoOn>(new TurnCalls(turnId, calls) { Turn = turn }, Patience, cancellationToken);

        public void Returned(string callId, string? result, string? error, long durationMs) =>
            session.Tell(new TurnToolReturned(turnId, callId, result, error, durationMs) { Turn = turn }, turn);
    }
}
