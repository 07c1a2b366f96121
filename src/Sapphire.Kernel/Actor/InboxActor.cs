using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.Actor;

/// <summary>Holds the messages of an <see cref="Inbox"/> and those who wait for one, each in the order of arrival.</summary>
internal sealed class InboxActor(int size) : ActorBase
{
    private readonly LinkedList<Envelope> _messages = new();
    private readonly LinkedList<Query> _waiting = new();
    private bool _warned;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Query query:
                Serve(query);
                break;
            case Expired expired:
                if (_waiting.Remove(expired.Query))
                {
                    expired.Query.Fail(new TimeoutException($"No message came to {Self.Path} within {expired.Query.Timeout}."), Self);
                }

                break;
            case StartWatch watch:
                Watch(watch);
                break;
            case StopWatch watch:
                Context.Unwatch(watch.Target);
                break;
            default:
                Take(message);
                break;
        }

        return true;
    }

    protected override void PostStop()
    {
        foreach (Envelope e in _messages) Context.System.DeadLetterMailbox.PublishDeadLetter(e.Message, e.Sender, Self);
        foreach (Query query in _waiting)
        {
            query.Timer?.Cancel();
            query.Fail(new ObjectDisposedException(nameof(Inbox)), Self);
        }
    }

    private static void Watch(StartWatch watch)
    {
        try
        {
            if (watch.Message is null) Context.Watch(watch.Target);
            else Context.WatchWith(watch.Target, watch.Message);
        }
        catch (InvalidOperationException ex)
        {
            // It must not cost the messages that wait.
            Context.GetLogger().Warning(ex, "The inbox keeps its first watch of {Path}", watch.Target.Path);
        }
    }

    private void Serve(Query query)
    {
        query.Client = Sender;
        for (LinkedListNode<Envelope>? node = _messages.First; node is not null; node = node.Next)
        {
            if (!query.Accepts(node.Value.Message, Self))
            {
                if (query.Failed) return;
                continue;
            }

            _messages.Remove(node);
            query.Client.Tell(node.Value.Message, node.Value.Sender);
            return;
        }

        _waiting.AddLast(query);
        if (query.Timeout != Timeout.InfiniteTimeSpan)
        {
            query.Timer = Context.System.Scheduler.ScheduleTellOnceCancelable(query.Timeout, Self, new Expired(query), Self);
        }
    }

    private void Take(object message)
    {
        LinkedListNode<Query>? next;
        for (LinkedListNode<Query>? node = _waiting.First; node is not null; node = next)
        {
            next = node.Next;
            Query query = node.Value;
            bool accepts = query.Accepts(message, Self);
            if (!accepts && !query.Failed) continue;
            _waiting.Remove(node);
            query.Timer?.Cancel();
            if (!accepts) continue;
            query.Client.Tell(message, Sender);
            return;
        }

        if (_messages.Count < size)
        {
            _messages.AddLast(new Envelope(message, Sender));
            return;
        }

        Context.System.EventStream.Publish(new Dropped(message, "The inbox is full.", Sender, Self));
        if (_warned) return;
        _warned = true;
        Context.GetLogger().Warning("Dropping message: Inbox size has been exceeded. Current is {Size}", size);
    }

    internal sealed class Query(Predicate<object>? predicate, TimeSpan timeout) : INoSerializationVerificationNeeded
    {
        public TimeSpan Timeout => timeout;

        public IActorRef Client { get; set; } = ActorRefs.Nobody;

        public ICancelable? Timer { get; set; }

        public bool Failed { get; private set; }

        /// <summary>Whether it wants a message; a predicate that throws fails it, at its caller.</summary>
        public bool Accepts(object message, IActorRef self)
        {
            try
            {
                return predicate is null || predicate(message);
            }
            catch (Exception ex)
            {
                Fail(ex, self);
                return false;
            }
        }

        public void Fail(Exception cause, IActorRef self)
        {
            Failed = true;
            Client.Tell(new QueryFailed(cause), self);
        }
    }

    internal sealed record QueryFailed(Exception Cause) : INoSerializationVerificationNeeded;

    internal sealed record StartWatch(IActorRef Target, object? Message) : INoSerializationVerificationNeeded;

    internal sealed record StopWatch(IActorRef Target) : INoSerializationVerificationNeeded;

    private sealed record Expired(Query Query) : INoSerializationVerificationNeeded, IDeadLetterSuppression;
}
