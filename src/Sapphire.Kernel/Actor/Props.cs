using System.Linq.Expressions;
using System.Reflection;
using Sapphire.Kernel.Dispatch;
using Sapphire.Kernel.Routing;

namespace Sapphire.Kernel.Actor;

/// <summary>How to make an actor: type, arguments, mailbox, dispatcher. Immutable.</summary>
public sealed class Props : INoSerializationVerificationNeeded
{
    private readonly Func<ActorBase?> _factory;
    private readonly IIndirectActorProducer? _producer;

    private Props(Type type, Func<ActorBase?> factory, IIndirectActorProducer? producer = null)
    {
        Type = type;
        _factory = factory;
        _producer = producer;
        Deploy = Deploy.None;
    }

    private Props(Props other)
    {
        Type = other.Type;
        _factory = other._factory;
        _producer = other._producer;
        Deploy = other.Deploy;
        MailboxType = other.MailboxType;
        SupervisorStrategy = other.SupervisorStrategy;
    }

    /// <summary>Of an actor that handles nothing.</summary>
    public static Props Empty { get; } = CreateBy(static () => new EmptyActor());

    /// <summary>The type of the actor.</summary>
    public Type Type { get; }

    /// <summary>Where and how it is put up.</summary>
    public Deploy Deploy { get; private init; }

    /// <summary>The name of its dispatcher.</summary>
    public string Dispatcher => Deploy.Dispatcher == Deploy.NoDispatcherGiven ? Dispatchers.DefaultDispatcherId : Deploy.Dispatcher;

    /// <summary>The name of its mailbox; <see cref="Deploy.NoMailboxGiven"/> where none is said.</summary>
    public string Mailbox => Deploy.Mailbox;

    /// <summary>Its router; <see cref="NoRouter"/> for none.</summary>
    public RouterConfig RouterConfig => Deploy.RouterConfig;

    /// <summary>Judges the failures of its children, in place of its own strategy; null for its own.</summary>
    public SupervisorStrategy? SupervisorStrategy { get; private init; }

    /// <summary>How many messages its stash holds; -1 as the configuration says.</summary>
    public int StashCapacity => Deploy.StashCapacity;

    /// <summary>A mailbox given by its type rather than by name.</summary>
    internal MailboxType? MailboxType { get; private init; }

    /// <summary>From <c>() => new MyActor(a, b)</c>. The arguments are evaluated now, and used again at each restart.</summary>
    /// <exception cref="ArgumentException">The expression is something else than a call of a constructor.</exception>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (factory.Body is not NewExpression { Constructor: { } constructor } call)
        {
            throw new ArgumentException("Props.Create takes an expression that calls a constructor, () => new MyActor(...). For anything else use Props.CreateBy(() => ...).", nameof(factory));
        }

        object?[] arguments = [.. call.Arguments.Select(Evaluate)];
        ConstructorInvoker invoker = ConstructorInvoker.Create(constructor);
        return new Props(typeof(TActor), () => (ActorBase)invoker.Invoke(arguments)) { SupervisorStrategy = supervisorStrategy };
    }

    /// <summary>From the type and the arguments of its constructor.</summary>
    public static Props Create<TActor>(params object?[] args)
        where TActor : ActorBase => Create(typeof(TActor), args);

    /// <summary>From the type and the arguments of its constructor.</summary>
    public static Props Create(Type type, params object?[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!typeof(ActorBase).IsAssignableFrom(type)) throw new ArgumentException($"{type} is no actor.", nameof(type));
        return new Props(type, () => (ActorBase?)Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, args, null));
    }

    /// <summary>From a function that makes a new instance at each call.</summary>
    public static Props CreateBy<TActor>(Func<TActor> factory)
        where TActor : ActorBase
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new Props(typeof(TActor), factory);
    }

    /// <summary>From the type of a producer and the arguments of its constructor.</summary>
    public static Props CreateBy<TProducer>(params object?[] args)
        where TProducer : class, IIndirectActorProducer => CreateBy(
            (IIndirectActorProducer)Activator.CreateInstance(typeof(TProducer), BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, args, null)!);

    /// <summary>From a producer.</summary>
    public static Props CreateBy(IIndirectActorProducer producer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return new Props(producer.ActorType, producer.Produce, producer);
    }

    /// <summary>With a mailbox of at most <paramref name="capacity"/> messages.</summary>
    public Props WithBoundedMailbox(int capacity, MailboxOverflow overflow)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        return new Props(this) { MailboxType = new BoundedMailbox(capacity, overflow), Deploy = Deploy.WithMailbox(Deploy.NoMailboxGiven) };
    }

    /// <summary>With the mailbox of that name: <c>unbounded</c>, <c>bounded</c>, or the path of a section with a <c>mailbox-type</c>.</summary>
    public Props WithMailbox(string mailbox)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        return new Props(this) { MailboxType = null, Deploy = Deploy.WithMailbox(mailbox) };
    }

    /// <summary>With the dispatcher of that name: the path of a section with a <c>type</c>, or one that the system was made with.</summary>
    public Props WithDispatcher(string dispatcher)
    {
        ArgumentNullException.ThrowIfNull(dispatcher);
        return new Props(this) { Deploy = Deploy.WithDispatcher(dispatcher) };
    }

    /// <summary>As a router: these are the props of its routees.</summary>
    public Props WithRouter(RouterConfig routerConfig)
    {
        ArgumentNullException.ThrowIfNull(routerConfig);
        return new Props(this) { Deploy = Deploy.WithRouterConfig(routerConfig) };
    }

    /// <summary>Put up in another way.</summary>
    public Props WithDeploy(Deploy deploy)
    {
        ArgumentNullException.ThrowIfNull(deploy);
        return new Props(this) { Deploy = deploy, MailboxType = deploy.Mailbox == Deploy.NoMailboxGiven ? MailboxType : null };
    }

    /// <summary>With a stash of at most <paramref name="stashCapacity"/> messages; -1 as the configuration says.</summary>
    public Props WithStashCapacity(int stashCapacity) => new(this) { Deploy = Deploy.WithStashCapacity(stashCapacity) };

    /// <summary>With a strategy in place of the actor's own.</summary>
    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) => new(this) { SupervisorStrategy = supervisorStrategy };

    internal ActorBase? NewActor() => _factory();

    internal void Release(ActorBase actor) => _producer?.Release(actor);

    // Compiling a lambda takes about 100 µs; constants and captured variables, nearly all there are, are read directly.
    private static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression c => c.Value,
        MemberExpression { Member: FieldInfo field } m => field.GetValue(m.Expression is null ? null : Evaluate(m.Expression)),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };

    private sealed class EmptyActor : ActorBase
    {
        protected override bool Receive(object message) => false;
    }
}
