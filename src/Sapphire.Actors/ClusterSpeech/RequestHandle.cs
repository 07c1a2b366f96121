using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>What holds the one who waits and the actor of its job together: the actor is made later, by its parent. Thread-safe.</summary>
internal sealed class RequestHandle
{
    private readonly Lock _lock = new();
    private IActorRef? _request;
    private bool _cancelled;

    /// <summary>The actor of the job, once it is there.</summary>
    public void Attach(IActorRef request)
    {
        lock (_lock)
        {
            _request = request;
            if (!_cancelled) return;
        }

        request.Tell(CancelRequest.Instance, ActorRefs.NoSender);
    }

    /// <summary>There is more sound; before the actor is there it need not be told.</summary>
    public void TellMore()
    {
        IActorRef? request;
        lock (_lock) request = _request;
        request?.Tell(MoreSound.Instance, ActorRefs.NoSender);
    }

    /// <summary>Nobody waits any more.</summary>
    public void Cancel()
    {
        IActorRef? request;
        lock (_lock)
        {
            if (_cancelled) return;
            _cancelled = true;
            request = _request;
        }

        request?.Tell(CancelRequest.Instance, ActorRefs.NoSender);
    }
}

#pragma warning disable MA0048 // What it tells.

/// <summary>To a request: there is more sound, or its end.</summary>
internal sealed record MoreSound : INoSerializationVerificationNeeded
{
    public static MoreSound Instance { get; } = new();
}

/// <summary>To a request: nobody waits any more.</summary>
internal sealed record CancelRequest : INoSerializationVerificationNeeded
{
    public static CancelRequest Instance { get; } = new();
}
