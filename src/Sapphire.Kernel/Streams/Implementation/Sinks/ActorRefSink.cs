using System.Runtime.CompilerServices;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Streams.Implementation.Sinks;

/// <summary>
/// Sends elements to an actor, one for each answer where answers are wanted.
/// <code>
///  init sent ─► answer ─► element sent ─► answer ─► …   upstream's end: the last message is sent at once
///  the actor has stopped at any point: upstream is cancelled, nothing more is sent
/// </code>
/// </summary>
internal sealed class ActorRefSink<T> : SinkLogic<T>
{
    private readonly ActorRefSinkTarget _target;
    private readonly DetachedScope _scope;
    private readonly StageActorRef _self;
    private readonly AsyncSignal _answered = new();
    private readonly CancellationTokenRegistration _gone;
    private int _mayGo;
    private int _ended;

    public ActorRefSink(ActorRefSinkTarget target, DetachedScope scope)
    {
        _target = target;
        _scope = scope;
        _self = new StageActorRef(scope.System, Receive);
        _gone = scope.Token.UnsafeRegister(static s => ((ActorRefSink<T>)s!).OnToken(), this);
        _self.Watch(target.Actor);
        if (target.OnInit is not null) target.Actor.Tell(target.OnInit, _self);
    }

    public override ValueTask<bool> OnPushAsync(T element)
    {
        if (_target.Ack is null)
        {
            _target.Actor.Tell(element!, ActorRefs.NoSender);
            return new ValueTask<bool>(true);
        }

        return Interlocked.Exchange(ref _mayGo, 0) == 1 ? new ValueTask<bool>(Send(element)) : WaitAsync(element);
    }

    public override ValueTask OnCompleteAsync()
    {
        End(null);
        return ValueTask.CompletedTask;
    }

    public override void OnFailure(Exception cause) => End(cause);

    private bool Send(T element)
    {
        _target.Actor.Tell(element!, _self);
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(T element)
    {
        while (true)
        {
            _answered.Arm();
            if (Volatile.Read(ref _mayGo) == 1 || _scope.Token.IsCancellationRequested)
            {
                if (!_answered.TryDisarm()) await _answered.WaitAsync();
            }
            else
            {
                await _answered.WaitAsync();
            }

            if (_scope.Token.IsCancellationRequested) return false;
            if (Interlocked.Exchange(ref _mayGo, 0) == 1) return Send(element);
        }
    }

    private void Receive(object message)
    {
        if (message is Terminated)
        {
            _scope.Cancel(null);
        }
        else if (message.GetType() == _target.Ack)
        {
            Volatile.Write(ref _mayGo, 1);
            _answered.Set();
        }
    }

    private void OnToken()
    {
        // Also when the run was ended before it began.
        if (_scope.Run.AbortCause is { } abort) End(abort);
        _answered.Set();
    }

    private void End(Exception? cause)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        _gone.Unregister();
        if (!_scope.IsCancelled)
        {
            object last = cause is null ? _target.OnComplete : _target.OnFailure?.Invoke(cause) ?? new Status.Failure(cause);
            _target.Actor.Tell(last, _target.Ack is null ? ActorRefs.NoSender : _self);
        }

        _self.Stop();
    }
}
