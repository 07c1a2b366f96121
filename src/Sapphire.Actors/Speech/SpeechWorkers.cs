using System.Collections.Immutable;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Speech;

/// <summary>
/// The workers of one kind: <c>/user/tts</c>, <c>/user/stt</c>, <c>/user/files</c>; below it a pool for each engine, below that
/// the workers.
/// </summary>
internal sealed class SpeechWorkers : ReceiveActor
{
    private readonly ImmutableArray<WorkerPoolSettings> _pools;
    private readonly WorkerPlace _place;
    private readonly Dictionary<string, IActorRef> _refs = new(StringComparer.Ordinal);

    public SpeechWorkers(ImmutableArray<WorkerPoolSettings> pools, WorkerPlace place)
    {
        _pools = pools;
        _place = place;
        Receive<SubmitJob>(submit => _refs[submit.Engine].Forward(submit));
        Receive<JobCancelled>(cancelled => _refs[cancelled.Engine].Forward(cancelled));
        Receive<GetVoices>(get => _refs[get.Engine].Forward(get));
        Receive<GetPoolStatus>(get => _refs[get.Engine].Forward(get));
    }

    /// <summary>The props of the workers of one kind.</summary>
    public static Props Props(ImmutableArray<WorkerPoolSettings> pools, WorkerPlace place) => Kernel.Actor.Props.CreateBy(() => new SpeechWorkers(pools, place));

    /// <inheritdoc />
    protected override void PreStart()
    {
        foreach (WorkerPoolSettings pool in _pools)
        {
            _refs[pool.Engine] = Context.ActorOf(WorkerPool.Props(pool, _place), pool.Engine);
        }
    }

    // A pool that fails has a mistake in it: its jobs fail, its workers stop, and it begins anew.
    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);
}
