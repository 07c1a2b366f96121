using System.Collections.Immutable;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Routing;

/// <summary>
/// The reference of a pool: chooses a routee on the sender's thread, so that no mailbox stands between. The routees are changed only by the
/// router's own actor (and once before it runs), and read by all.
/// </summary>
internal sealed class RoutedActorRef : LocalActorRef
{
    private readonly Pool _pool;
    private readonly Props _routeeProps;
    private Router? _router;

    public RoutedActorRef(ActorPath path, Pool pool, Props props)
        : base(path)
    {
        _pool = pool;
        _routeeProps = props.WithRouter(NoRouter.Instance);
        if (pool.UsePoolDispatcher && props.Deploy.Dispatcher.Length == 0)
            _routeeProps = _routeeProps.WithDispatcher($"akka.actor.deployment.{Configuration.SettingsSection.Quote(props.Deploy.Path.Length > 0 ? props.Deploy.Path : Deployer.Below(path))}.pool-dispatcher");
        RouterProps = Props.CreateBy(() => new RouterPoolActor(this)).WithSupervisorStrategy(pool.SupervisorStrategy);
        if (pool.RouterDispatcher != Dispatchers.DefaultDispatcherId) RouterProps = RouterProps.WithDispatcher(pool.RouterDispatcher);
    }

    /// <summary>The props of the router itself.</summary>
    public Props RouterProps { get; }

    /// <summary>The present routees.</summary>
    public Router Router => Volatile.Read(ref _router)!;

    /// <summary>Makes the routees, then lets the router run, whose mailbox is held until then: whoever has the reference may tell it at once.</summary>
    public void Start()
    {
        try
        {
            Volatile.Write(ref _router, _pool.CreateRouter(Cell.System));
            Grow(_pool.NrOfInstances);
        }
        catch
        {
            Stop();
            throw;
        }
        finally
        {
            Cell.Mailbox.Release();
        }
    }

    public override void Tell(object message, IActorRef? sender)
    {
        if (message is RouterManagementMessage or IAutoReceivedMessage or null)
        {
            base.Tell(message!, sender);
            return;
        }

        if (_router is not { } router || IsTerminated || !router.TryRoute(message, sender))
            Cell.System.DeadLetterMailbox.PublishDeadLetter(message is RouterEnvelope envelope ? envelope.Message : message, sender, this);
    }

    public void Grow(int count)
    {
        var made = new List<Routee>(count);
        for (int i = 0; i < count; i++) made.Add(new ActorRefRoutee(Cell.ActorOf(_routeeProps)));
        Add(made);
    }

    public void Add(IReadOnlyList<Routee> routees)
    {
        foreach (Routee routee in routees)
        {
            if (routee is ActorRefRoutee { Actor: var actor }) Cell.Watch(actor);
        }

        Volatile.Write(ref _router, Router.WithRoutees([.. Router.Routees, .. routees]));
    }

    /// <param name="routees">Whom to take out.</param>
    /// <param name="end">Whether those that the router made are ended.</param>
    public void Remove(IReadOnlyCollection<Routee> routees, bool end)
    {
        Volatile.Write(ref _router, Router.WithRoutees([.. Router.Routees.Where(r => !routees.Contains(r))]));
        foreach (Routee routee in routees)
        {
            if (routee is not ActorRefRoutee { Actor: var actor }) continue;
            Cell.Unwatch(actor);

            // A little later: a sender that chose it just before must find it alive.
            if (end && Cell.Child(actor.Path.Name).Equals(actor))
                Cell.System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(100), actor, PoisonPill.Instance, this);
        }
    }
}
