using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Actor;

/// <summary>
/// Ends a system in phases, each after those that it depends on (<c>akka.coordinated-shutdown</c>); the tasks of a phase run side by side, and a
/// phase that fails or takes too long is left behind, unless its <c>recover</c> is off. The last phase stops the actors.
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

    private readonly IReadOnlyDictionary<string, ShutdownPhase> _phases;
    private readonly IReadOnlyList<string> _order;
    private readonly Dictionary<string, List<(string Name, Func<Task<Done>> Task)>> _tasks = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly ILogger _logger;
    private Task<Done>? _run;

    private CoordinatedShutdown(ActorSystem system)
    {
        System = system;
        _logger = system.LoggerFactory.CreateLogger<CoordinatedShutdown>();
        _phases = system.Settings.ShutdownPhases;
        _order = ShutdownPhase.Order(_phases);
        if (system.Settings.CoordinatedShutdownTerminateActorSystem && _phases.ContainsKey(PhaseActorSystemTerminate))
        {
            AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
            {
                await System.FinalTerminate().ConfigureAwait(false);
                return Done.Instance;
            });
        }

        if (system.Settings.CoordinatedShutdownRunByClrShutdownHook) RunAtExit();
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

    /// <summary>Adds a task to a phase. Without effect once that phase has begun.</summary>
    /// <exception cref="ConfigurationException">There is no such phase in <c>akka.coordinated-shutdown.phases</c>.</exception>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        _ = PhaseOf(phase);
        ArgumentException.ThrowIfNullOrEmpty(taskName);
        ArgumentNullException.ThrowIfNull(task);
        lock (_lock)
        {
            if (!_tasks.TryGetValue(phase, out var list)) _tasks[phase] = list = [];
            list.Add((taskName, task));
        }
    }

    /// <summary>How long a phase may take.</summary>
    /// <exception cref="ConfigurationException">There is no such phase.</exception>
    public TimeSpan Timeout(string phase) => PhaseOf(phase).Timeout;

    /// <summary>The timeouts of all phases that have tasks: what a host must grant.</summary>
    public TimeSpan TotalTimeout
    {
        get
        {
            lock (_lock) return _tasks.Keys.Aggregate(TimeSpan.Zero, (sum, phase) => sum + _phases[phase].Timeout);
        }
    }

    /// <summary>Runs the phases; again returns the first run.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="fromPhase">The phase to begin with; null for the first one.</param>
    /// <returns>Complete when all are over. Fails where a phase fails, or takes too long, whose <c>recover</c> is off: the phases after it are not run.</returns>
    /// <exception cref="ConfigurationException">There is no such phase.</exception>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (fromPhase is not null) _ = PhaseOf(fromPhase);
        lock (_lock)
        {
            if (_run is null)
            {
                ShutdownReason = reason;
                // On the pool: whoever asks (an actor, a test) must neither run the tasks nor lend them its context.
                _run = Task.Run(() => RunPhases(_order.SkipWhile(p => fromPhase is not null && p != fromPhase)));
            }

            return _run;
        }
    }

    private ShutdownPhase PhaseOf(string phase)
    {
        ArgumentNullException.ThrowIfNull(phase);
        return _phases.TryGetValue(phase, out ShutdownPhase? found)
            ? found
            : throw new ConfigurationException($"There is no phase '{phase}' in 'akka.coordinated-shutdown.phases'. The phases are {string.Join(", ", _order)}.");
    }

    private async Task<Done> RunPhases(IEnumerable<string> phases)
    {
        foreach (string phase in phases)
        {
            (string Name, Func<Task<Done>> Task)[] tasks;
            lock (_lock) tasks = _tasks.TryGetValue(phase, out var list) ? [.. list] : [];
            if (tasks.Length == 0) continue;
            ShutdownPhase settings = _phases[phase];
            Task all = Task.WhenAll(tasks.Select(t => RunTask(phase, t.Name, t.Task, settings.Recover)));
            try
            {
                // The real clock: a shutdown must end also where the system's is moved by hand.
                await all.WaitAsync(settings.Timeout).ConfigureAwait(false);
            }
            catch (TimeoutException ex) when (!all.IsCompleted)
            {
                if (!settings.Recover) throw new TimeoutException($"The shutdown phase {phase} took longer than {settings.Timeout}.", ex);
                LogTimeout(_logger, phase, settings.Timeout);
            }
        }

        return Done.Instance;
    }

    private async Task RunTask(string phase, string name, Func<Task<Done>> task, bool recover)
    {
        try
        {
            await task().ConfigureAwait(false);
        }
        catch (Exception ex) when (recover)
        {
            LogFailure(_logger, ex, name, phase);
        }
    }

    private void RunAtExit()
    {
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        _ = System.WhenTerminated.ContinueWith(_ => AppDomain.CurrentDomain.ProcessExit -= OnExit, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        void OnExit(object? sender, EventArgs e) => RunBeforeExit();
    }

    /// <summary>Blocks until the phases are over, since the process is gone when this returns.</summary>
    internal void RunBeforeExit()
    {
        LogExit(_logger, System.Name);
        try
        {
#pragma warning disable VSTHRD002 // Nothing goes on after it.
            Run(ClrExitReason.Instance).Wait(TotalTimeout);
#pragma warning restore VSTHRD002
        }
        catch (AggregateException ex)
        {
            LogExitFailure(_logger, ex.InnerException ?? ex);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The shutdown phase {Phase} took longer than {Timeout}; going on.")]
    private static partial void LogTimeout(ILogger logger, string phase, TimeSpan timeout);

    [LoggerMessage(2, LogLevel.Warning, "The shutdown task {Task} of phase {Phase} failed; going on.")]
    private static partial void LogFailure(ILogger logger, Exception ex, string task, string phase);

    [LoggerMessage(3, LogLevel.Information, "The process ends; the actor system {System} shuts down.")]
    private static partial void LogExit(ILogger logger, string system);

    [LoggerMessage(4, LogLevel.Warning, "The shutdown at the end of the process failed.")]
    private static partial void LogExitFailure(ILogger logger, Exception ex);

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
