using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Dispatch;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.Actor;

/// <summary>A tree of actors: <c>/user</c> for those of the program, <c>/system</c> for those of the kernel. Thread-safe.</summary>
public sealed partial class ActorSystem : IActorRefFactory, IDisposable, IAsyncDisposable
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private readonly ConcurrentQueue<Action> _onTermination = new();
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Serialization.Serialization> _serialization;
    private readonly TimeProviderScheduler _scheduler;
    private readonly ILogger _logger;
    private readonly LocalActorRef _root;
    private long _uid;
    private int _finalTerminate;

    private ActorSystem(string name, ActorSystemSetup setup)
    {
        if (!ActorPath.IsValidPathElement(name)) throw new ArgumentException($"'{name}' is no name for an actor system: use letters, digits and dashes.", nameof(name));
        Name = name;
        Setup = setup;
        Settings = new Settings(setup);
        _serialization = new Lazy<Serialization.Serialization>(() => new Serialization.Serialization(this, Settings.Config, setup.Serialization));
        if (Settings.SerializeAllMessages) VerifySerialization = VerifiedCopy;
        LoggerFactory = setup.LoggerFactory ?? NullLoggerFactory.Instance;
        _logger = LoggerFactory.CreateLogger<ActorSystem>();
        EventStream = new EventStream();
        Mailboxes = new Mailboxes(Settings);
        Dispatchers = new Dispatchers(Settings, Mailboxes);
        Deployer = new Deployer(Settings);
        _scheduler = new TimeProviderScheduler(setup.TimeProvider, _logger);

        ActorPath rootPath = new RootActorPath(new Address("akka", name));
        DeadLetterMailbox = new DeadLetterActorRef(this, rootPath / "deadLetters", _logger);

        // The guardians are made before anything can fail, in the order they need each other.
        var bubbles = new BubbleWalker(this, rootPath / "_bubbles");
        _root = new LocalActorRef(rootPath);
        _ = new ActorCell(this, _root, bubbles, Props.CreateBy(() => new RootGuardian(this)));
        SystemGuardian = _root.Cell.AttachChild(Props.CreateBy(() => new Guardian(SupervisorStrategy.DefaultStrategy)), "system");
        UserGuardian = _root.Cell.AttachChild(Props.CreateBy(() => new Guardian(Settings.GuardianStrategy)), "user");
        SystemGuardian.Cell.PrepareForChildren();
        UserGuardian.Cell.PrepareForChildren();
        _root.Cell.Start();
    }

    /// <summary>Its name, part of every path.</summary>
    public string Name { get; }

    /// <summary>What it was made with.</summary>
    public ActorSystemSetup Setup { get; }

    /// <summary>The settings in effect.</summary>
    public Settings Settings { get; }

    /// <summary>Its dispatchers, by name.</summary>
    public Dispatchers Dispatchers { get; }

    /// <summary>Its mailboxes, by name.</summary>
    public Mailboxes Mailboxes { get; }

    /// <summary>Its clock.</summary>
    public TimeProvider TimeProvider => Setup.TimeProvider;

    /// <summary>Its events: dead letters, logs and whatever actors publish.</summary>
    public EventStream EventStream { get; }

    /// <summary>Takes what has no receiver.</summary>
    public IActorRef DeadLetters => DeadLetterMailbox;

    /// <summary>Tells and calls later.</summary>
    public IScheduler Scheduler => _scheduler;

    /// <summary>Its serialisers.</summary>
    public Serialization.Serialization Serialization => _serialization.Value;

    /// <summary>Where its loggers come from.</summary>
    public ILoggerFactory LoggerFactory { get; }

    /// <summary>Its own logger, for what belongs to no actor.</summary>
    public ILoggingAdapter Log => field ??= Logging.GetLogger(this, $"ActorSystem({Name})");

    /// <summary>Complete when the last actor has ended.</summary>
    public Task WhenTerminated => _terminated.Task;

    internal DeadLetterActorRef DeadLetterMailbox { get; }

    internal Func<object, object>? VerifySerialization { get; }

    internal Deployer Deployer { get; }

    /// <summary>Where references of other nodes come from; null for a system of its own.</summary>
    internal IRemoteRefProvider? RemoteRefs { get; private set; }

    /// <summary>Whether the actors are being stopped.</summary>
    internal bool IsTerminating => Volatile.Read(ref _finalTerminate) != 0 || WhenTerminated.IsCompleted;

    internal LocalActorRef Root => _root;

    internal LocalActorRef SystemGuardian { get; }

    internal LocalActorRef UserGuardian { get; }

    internal TimeProviderScheduler SchedulerInternal => _scheduler;

    /// <summary>Starts a system.</summary>
    public static ActorSystem Create(string name) => new(name, ActorSystemSetup.Empty);

    /// <summary>Starts a system.</summary>
    public static ActorSystem Create(string name, ActorSystemSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return new(name, setup);
    }

    /// <summary>Starts a system with settings in HOCON.</summary>
    /// <exception cref="ConfigurationException">A key is not known, or a value is not allowed.</exception>
    public static ActorSystem Create(string name, Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(name, new ActorSystemSetup { Config = config });
    }

    /// <summary>Starts a system with settings in HOCON.</summary>
    /// <exception cref="ConfigurationException">A key is not known, or a value is not allowed.</exception>
    public static ActorSystem Create(string name, BootstrapSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return Create(name, setup.Config);
    }

    /// <summary>Starts a system with a clock.</summary>
    public static ActorSystem Create(string name, TimeProvider timeProvider) => new(name, new ActorSystemSetup { TimeProvider = timeProvider });

    /// <summary>Creates a top-level actor.</summary>
    public IActorRef ActorOf(Props props, string? name = null) => UserGuardian.Cell.ActorOf(props, name);

    /// <summary>Creates a top-level actor without arguments.</summary>
    public IActorRef ActorOf<TActor>(string? name = null)
        where TActor : ActorBase, new() => ActorOf(Props.CreateBy(static () => new TActor()), name);

    /// <summary>Creates an actor below <c>/system</c>: it outlives those below <c>/user</c>.</summary>
    public IActorRef SystemActorOf(Props props, string? name = null) => SystemGuardian.Cell.ActorOf(props, name);

    /// <inheritdoc />
    public ActorSelection ActorSelection(string actorPath) => Actor.ActorSelection.Create(_root, this, actorPath);

    /// <inheritdoc />
    public ActorSelection ActorSelection(ActorPath actorPath)
    {
        ArgumentNullException.ThrowIfNull(actorPath);
        return ActorSelection(actorPath.ToString());
    }

    /// <summary>Stops an actor after the message it handles now; its children go first.</summary>
#pragma warning disable CA1822 // Akka.NET's shape.
    public void Stop(IActorRef actor) => InternalActorRef.Of(actor).Stop();
#pragma warning restore CA1822

    /// <summary>Runs the coordinated shutdown, which stops all actors last; without it where <c>run-by-actor-system-terminate</c> is off.</summary>
    /// <returns>Complete when the last actor has ended. Fails where a phase of the shutdown fails whose <c>recover</c> is off: then the actors live on.</returns>
    public Task Terminate() => Settings.CoordinatedShutdownRunByActorSystemTerminate ? TerminateInPhases() : FinalTerminate();

    /// <summary>Calls something after the last actor has ended; at once when it has.</summary>
    public void RegisterOnTermination(Action code)
    {
        ArgumentNullException.ThrowIfNull(code);
        _onTermination.Enqueue(code);
        if (WhenTerminated.IsCompleted) RunOnTermination();
    }

    /// <summary>The extension of a type, made at the first call.</summary>
    public T WithExtension<T>(Func<ActorSystem, T> create)
        where T : class => (T)_extensions.GetOrAdd(typeof(T), _ => new Lazy<object>(() => create(this))).Value;

    /// <summary>The extension of a type, or null.</summary>
    public T? GetExtension<T>()
        where T : class => _extensions.TryGetValue(typeof(T), out Lazy<object>? e) ? (T)e.Value : null;

    /// <summary>Starts to terminate; does not wait.</summary>
    public void Dispose() => _ = Terminate();

    /// <summary>Terminates and waits for the last actor.</summary>
    public async ValueTask DisposeAsync() => await Terminate();

    /// <inheritdoc />
    public override string ToString() => $"akka://{Name}";

    /// <summary>Joins the system to a cluster, once and before any reference is sent.</summary>
    /// <exception cref="InvalidOperationException">It belongs to one already.</exception>
    internal void UseRemoteRefs(IRemoteRefProvider provider) =>
        RemoteRefs = RemoteRefs is null ? provider : throw new InvalidOperationException($"{this} has an address in a cluster already: {RemoteRefs.Address}.");

    internal long NextUid() => Interlocked.Increment(ref _uid);

    /// <summary>Stops the tree without the coordinated shutdown.</summary>
    internal Task FinalTerminate()
    {
        if (Interlocked.Exchange(ref _finalTerminate, 1) == 0) UserGuardian.Stop();
        return WhenTerminated;
    }

    internal void LogOrphan(ActorPath path, Exception ex) => LogOrphan(_logger, ex, path.ToString());

    private object VerifiedCopy(object message) =>
        Setup.SerializeMessagesExcept is { } except && except(message.GetType()) && !Serialization.HasSerializer(message.GetType()) ? message : Serialization.Copy(message);

    private async Task TerminateInPhases()
    {
        await CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance).ConfigureAwait(false);
        await WhenTerminated.ConfigureAwait(false);
    }

    private void OnTerminated()
    {
        _scheduler.Dispose();
        RunOnTermination();
        _terminated.TrySetResult();
        RunOnTermination();
    }

    private void RunOnTermination()
    {
        while (_onTermination.TryDequeue(out Action? code))
        {
            try
            {
                code();
            }
            catch (Exception ex)
            {
                LogCallback(_logger, ex);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "{Path} failed once more after it had failed or ended.")]
    private static partial void LogOrphan(ILogger logger, Exception ex, string path);

    [LoggerMessage(2, LogLevel.Error, "An action registered for the end of the system failed.")]
    private static partial void LogCallback(ILogger logger, Exception ex);

    [LoggerMessage(3, LogLevel.Error, "The guardian {Path} failed; the actor system shuts down.")]
    private static partial void LogGuardian(ILogger logger, Exception ex, string path);
}
