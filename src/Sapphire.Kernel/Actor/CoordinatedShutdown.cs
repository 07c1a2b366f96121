using Microsoft.Extensions.Logging;

namespace Sapphire.Kernel.Actor;

/// <summary>
/// Ends a system in phases, one after the other; the tasks of a phase run side by side, and a phase that takes too long is left behind.
/// The last phase stops the actors.
/// </summary>
public sealed partial class CoordinatedShutdown
{
    /// <summary>Before new requests are refused.</summary>
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";

    /// <summary>Stops to accept requests.</summary>
    public const string PhaseServiceUnbind = "service-unbind";

    /// <summary>Awaits requests in progress.</summary>
    public const string PhaseServiceRequestsDone = "service-requests-done";

    /// <summary>Ends the services.</summary>
    public const string PhaseServiceStop = "service-stop";

    /// <summary>Before a cluster is left.</summary>
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";

    /// <summary>Hands shards over.</summary>
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";

    /// <summary>Leaves a cluster.</summary>
    public const string PhaseClusterLeave = "cluster-leave";

    /// <summary>Ends a cluster's singletons.</summary>
    public const string PhaseClusterExiting = "cluster-exiting";

    /// <summary>Awaits the end of leaving.</summary>
    public const string PhaseClusterExitingDone = "cluster-exiting-done";

    /// <summary>Ends a cluster's connections.</summary>
    public const string PhaseClusterShutdown = "cluster-shutdown";

    /// <summary>Before the actors are stopped.</summary>
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";

    /// <summary>Stops the actors.</summary>
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private static readonly string[] Phases =
    [
        PhaseBeforeServiceUnbind, PhaseServiceUnbind, PhaseServiceRequestsDone, PhaseServiceStop, PhaseBeforeClusterShutdown,
        PhaseClusterShardingShutdownRegion, PhaseClusterLeave, PhaseClusterExiting, PhaseClusterExitingDone, PhaseClusterShutdown,
        PhaseBeforeActorSystemTerminate, PhaseActorSystemTerminate,
    ];

    private readonly Dictionary<string, List<(string Name, Func<Task<Done>> Task)>> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _timeouts = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly ILogger _logger;
    private Task<Done>? _run;

    private CoordinatedShutdown(ActorSystem system)
    {
        System = system;
        _logger = system.LoggerFactory.CreateLogger<CoordinatedShutdown>();
        foreach (string phase in (string[])[PhaseClusterShardingShutdownRegion, PhaseClusterExiting, PhaseActorSystemTerminate]) _timeouts[phase] = TimeSpan.FromSeconds(10);
        _ = AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
        {
            await System.FinalTerminate().ConfigureAwait(false);
            return Done.Instance;
        });
    }

    /// <summary>The system it ends.</summary>
    public ActorSystem System { get; }

    /// <summary>Why it ran; null while it has not.</summary>
    public Reason? ShutdownReason { get; private set; }

    /// <summary>The shutdown of a system.</summary>
    public static CoordinatedShutdown Get(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension(static s => new CoordinatedShutdown(s));
    }

    /// <summary>Adds a task to a phase; ignored once that phase has begun.</summary>
    /// <exception cref="ArgumentException">There is no such phase.</exception>
    public CoordinatedShutdown AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        CheckPhase(phase);
        ArgumentException.ThrowIfNullOrEmpty(taskName);
        ArgumentNullException.ThrowIfNull(task);
        lock (_lock)
        {
            if (!_tasks.TryGetValue(phase, out var list)) _tasks[phase] = list = [];
            list.Add((taskName, task));
        }

        return this;
    }

    /// <summary>How long a phase may take (5 s, or 10 s for the last one).</summary>
    public TimeSpan Timeout(string phase)
    {
        CheckPhase(phase);
        lock (_lock) return _timeouts.GetValueOrDefault(phase, TimeSpan.FromSeconds(5));
    }

    /// <summary>Sets how long a phase may take.</summary>
    public CoordinatedShutdown SetTimeout(string phase, TimeSpan timeout)
    {
        CheckPhase(phase);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        lock (_lock) _timeouts[phase] = timeout;
        return this;
    }

    /// <summary>All timeouts together: what a host must grant.</summary>
    public TimeSpan TotalTimeout => Phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + (HasTasks(phase) ? Timeout(phase) : TimeSpan.Zero));

    /// <summary>Runs all phases; again returns the same run.</summary>
    public Task<Done> Run(Reason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        lock (_lock)
        {
            if (_run is null)
            {
                ShutdownReason = reason;
                // On the pool: whoever asks (an actor, a test) must neither run the tasks nor lend them its context.
                _run = Task.Run(RunPhases);
            }

            return _run;
        }
    }

    private static void CheckPhase(string phase)
    {
        if (!Phases.Contains(phase, StringComparer.Ordinal)) throw new ArgumentException($"There is no phase '{phase}'. The phases are {string.Join(", ", Phases)}.", nameof(phase));
    }

    private bool HasTasks(string phase)
    {
        lock (_lock) return _tasks.TryGetValue(phase, out var list) && list.Count > 0;
    }

    private async Task<Done> RunPhases()
    {
        foreach (string phase in Phases)
        {
            (string Name, Func<Task<Done>> Task)[] tasks;
            lock (_lock) tasks = _tasks.TryGetValue(phase, out var list) ? [.. list] : [];
            if (tasks.Length == 0) continue;
            try
            {
                // The real clock: a shutdown must end also where the system's is moved by hand.
                await Task.WhenAll(tasks.Select(t => RunTask(phase, t.Name, t.Task))).WaitAsync(Timeout(phase)).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                LogTimeout(_logger, phase, Timeout(phase));
            }
        }

        return Done.Instance;
    }

    private async Task RunTask(string phase, string name, Func<Task<Done>> task)
    {
        try
        {
            await task().ConfigureAwait(false);
        }
        catch (Exception ex)
        {
            LogFailure(_logger, ex, name, phase);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The shutdown phase {Phase} took longer than {Timeout}; going on.")]
    private static partial void LogTimeout(ILogger logger, string phase, TimeSpan timeout);

    [LoggerMessage(2, LogLevel.Warning, "The shutdown task {Task} of phase {Phase} failed; going on.")]
    private static partial void LogFailure(ILogger logger, Exception ex, string task, string phase);

    /// <summary>Why a system ends.</summary>
    public abstract class Reason
    {
        /// <inheritdoc />
        public override string ToString() => GetType().Name;
    }

    /// <summary>No reason known.</summary>
    public sealed class UnknownReason : Reason
    {
        /// <summary>The one instance.</summary>
        public static UnknownReason Instance { get; } = new();
    }

    /// <summary><see cref="ActorSystem.Terminate"/> was called.</summary>
    public sealed class ActorSystemTerminateReason : Reason
    {
        /// <summary>The one instance.</summary>
        public static ActorSystemTerminateReason Instance { get; } = new();
    }

    /// <summary>The process ends.</summary>
    public sealed class ClrExitReason : Reason
    {
        /// <summary>The one instance.</summary>
        public static ClrExitReason Instance { get; } = new();
    }
}
