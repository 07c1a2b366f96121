namespace Sapphire.Cluster.Messaging;

#pragma warning disable MA0048 // Work queues: the queue, the door to them, and a consumer.

/// <summary>A queue of jobs. All nodes must give the same values: they are properties of the queue.</summary>
/// <param name="Name">Its name: lower-case letters, digits and dashes.</param>
public sealed record WorkQueue(string Name)
{
    /// <summary>How often a job may be tried before it goes to the dead letters; a worker that dies with it has tried.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How many jobs may wait; further ones are refused.</summary>
    public int MaxLength { get; init; } = 10_000;
}

/// <summary>Jobs for whoever is free: durable queues with competing consumers.</summary>
public interface IWorkQueues
{
    /// <summary>Sends a job; completes when the broker has it durably. Results go to the inbox of the sender's node.</summary>
    /// <exception cref="ClusterException">As <see cref="IEntities.SendAsync"/>.</exception>
    Task EnqueueAsync(WorkQueue queue, WireMessage message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes jobs until disposed; after a lost connection it goes on by itself. The handler is called for one job after the other and
    /// should start the work rather than wait for it. A handler that throws gives the job back.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="prefetch">How many jobs may be unanswered at a time: how many this node works on at once.</param>
    /// <param name="handler">Starts a job.</param>
    /// <param name="cancellationToken">Cancels the wait for the first subscription.</param>
    /// <exception cref="ClusterException">As <see cref="IEntities.SendAsync"/>.</exception>
    Task<IWorkConsumer> ConsumeAsync(WorkQueue queue, int prefetch, Func<IJob, ValueTask> handler, CancellationToken cancellationToken = default);
}

/// <summary>A consumer of jobs. Disposing gives back at once what is unanswered.</summary>
public interface IWorkConsumer : IAsyncDisposable
{
    /// <summary>The queue.</summary>
    WorkQueue Queue { get; }

    /// <summary>Takes no further jobs, waits for the answers to those it has, and ends. When cancelled, gives them back.</summary>
    Task DrainAsync(CancellationToken cancellationToken = default);
}
