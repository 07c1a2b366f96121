using System.Linq.Expressions;
using System.Reflection;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Actor;

/// <summary>How to make an actor: type, arguments, mailbox, dispatcher. Immutable.</summary>
public sealed class Props : INoSerializationVerificationNeeded
{
    private readonly Func<ActorBase?> _factory;
    private int _mailboxCapacity;
    private MailboxOverflow _mailboxOverflow;

    private Props(Type type, Func<ActorBase?> factory)
    {
        Type = type;
        _factory = factory;
    }

    private Props(Props other)
    {
        Type = other.Type;
        _factory = other._factory;
        _mailboxCapacity = other._mailboxCapacity;
        _mailboxOverflow = other._mailboxOverflow;
        Dispatcher = other.Dispatcher;
        SupervisorStrategy = other.SupervisorStrategy;
        StashCapacity = other.StashCapacity;
    }

    /// <summary>The type of the actor.</summary>
    public Type Type { get; }

    /// <summary>The name of its dispatcher; null for the default one.</summary>
    public string? Dispatcher { get; private init; }

    /// <summary>Judges the failures of its children, in place of its own strategy; null for its own.</summary>
    public SupervisorStrategy? SupervisorStrategy { get; private init; }

    /// <summary>How many messages its stash holds; -1 without a bound.</summary>
    public int StashCapacity { get; private init; } = -1;

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

    /// <summary>From a producer.</summary>
    public static Props CreateBy(IIndirectActorProducer producer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return new Props(producer.ActorType, producer.Produce);
    }

    /// <summary>With a mailbox of at most <paramref name="capacity"/> messages.</summary>
    public Props WithBoundedMailbox(int capacity, MailboxOverflow overflow)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        return new Props(this) { _mailboxCapacity = capacity, _mailboxOverflow = overflow };
    }

    /// <summary>With the dispatcher of that name.</summary>
    public Props WithDispatcher(string dispatcher) => new(this) { Dispatcher = dispatcher };

    /// <summary>With a stash of at most <paramref name="capacity"/> messages; -1 without a bound.</summary>
    public Props WithStashCapacity(int capacity) => new(this) { StashCapacity = capacity };

    /// <summary>With a strategy in place of the actor's own.</summary>
    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) => new(this) { SupervisorStrategy = supervisorStrategy };

    internal ActorBase? NewActor() => _factory();

    internal MessageQueue NewMessageQueue() =>
        _mailboxCapacity > 0 ? new BoundedMessageQueue(_mailboxCapacity, _mailboxOverflow) : new UnboundedMessageQueue();

    // Compiling a lambda takes about 100 µs; constants and captured variables, nearly all there are, are read directly.
    private static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression c => c.Value,
        MemberExpression { Member: FieldInfo field } m => field.GetValue(m.Expression is null ? null : Evaluate(m.Expression)),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };
}
