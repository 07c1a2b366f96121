using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams;

/// <summary>
/// Runs graphs on the thread pool, for one owner: an actor (<c>Context.Materializer()</c>) or the system
/// (<c>system.Materializer()</c>). When its owner ends, all its graphs end with <see cref="AbruptTerminationException"/>. Thread-safe.
/// </summary>
public sealed partial class ActorMaterializer : IMaterializer, IDisposable
{
    private readonly ConcurrentDictionary<GraphRun, byte> _runs = new();
    private IActorRef? _supervisor;
    private volatile bool _shutdown;

    private ActorMaterializer(ActorSystem system, ActorMaterializerSettings settings)
    {
        System = system;
        Settings = settings;
        Logger = system.LoggerFactory.CreateLogger<ActorMaterializer>();
    }

    /// <inheritdoc />
    public ActorSystem System { get; }

    /// <summary>Its defaults.</summary>
    public ActorMaterializerSettings Settings { get; }

    /// <inheritdoc />
    public bool IsShutdown => _shutdown;

    /// <summary>How many graphs run now.</summary>
    public int RunningGraphs => _runs.Count;

    internal ILogger Logger { get; }

    /// <summary>A materializer that lives as long as the actor, or the system, that makes its actors. Keep it: each call makes another.</summary>
    public static ActorMaterializer Create(IActorRefFactory context, ActorMaterializerSettings? settings = null)
    {
        ActorSystem system = context switch
        {
            ActorSystem s => s,
            IActorContext c => c.System,
            _ => throw new ArgumentException("A materializer belongs to an actor (its Context) or to the system.", nameof(context)),
        };
        ActorMaterializer materializer = new(system, settings ?? ActorMaterializerSettings.Create(system));
        Props props = Props.CreateBy(() => new StreamSupervisor(materializer));
        materializer._supervisor = context is ActorSystem ? system.SystemActorOf(props, StreamSupervisor.NextName()) : context.ActorOf(props, StreamSupervisor.NextName());
        return materializer;
    }

    /// <summary>Ends all its graphs, and runs no more.</summary>
    public void Shutdown()
    {
        _supervisor?.Tell(PoisonPill.Instance);
        End("The materializer was shut down.");
    }

    /// <summary>As <see cref="Shutdown"/>.</summary>
    public void Dispose() => Shutdown();

    internal TMat Materialize<TMat>(Func<StageScope, TMat> build)
    {
        GraphRun run = new(this);
        _runs.TryAdd(run, 0);
        if (_shutdown)
        {
            run.Discard();
            throw new MaterializerShutdownException();
        }

        TMat value;
        try
        {
            value = build(run.Scope);
        }
        catch
        {
            run.Discard();
            throw;
        }

        run.Start();
        return value;
    }

    /// <summary>The owner has ended.</summary>
    internal void End(string why)
    {
        _shutdown = true;
        foreach (GraphRun run in _runs.Keys) run.Abort(new AbruptTerminationException(why));
    }

    internal void Remove(GraphRun run) => _runs.TryRemove(run, out _);

    internal void LogPumpFailure(Exception ex) => LogPump(Logger, ex);

    [LoggerMessage(LogLevel.Error, "A stage of a stream failed where it must not.")]
    private static partial void LogPump(ILogger logger, Exception ex);
}
