using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sapphire.Actors.ClusterSpeech;
using Sapphire.Actors.Nodes;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Sharding;

namespace Sapphire.Actors.Operations;

/// <content>The queues and their dead letters.</content>
public sealed partial class ClusterOperations
{
    /// <summary>The most dead letters in one answer.</summary>
    public const int MostLetters = 200;

    // Also those whose nodes have gone: what waits in them is of interest just then.
    private readonly ConcurrentDictionary<string, string> _workQueues = new(StringComparer.Ordinal);

    /// <summary>The queues at the broker; not older than a second.</summary>
    public Task<QueuesView> QueuesAsync(CancellationToken cancellationToken) => _recentQueues.GetAsync(cancellationToken);

    /// <summary>The dead letters of a queue, oldest first; they stay.</summary>
    /// <exception cref="OperatorException">There is no such queue, or the broker is away.</exception>
    public Task<DeadLettersView> DeadLettersAsync(string queue, CancellationToken cancellationToken) => WithQueueAsync(queue, async letters =>
    {
        long total = await letters.CountAsync(queue, cancellationToken);
        ImmutableArray<DeadLetter> oldest = total == 0 ? [] : await letters.PeekAsync(queue, MostLetters, cancellationToken);
        return new DeadLettersView(queue, total, [.. oldest.Select(static letter => new DeadLetterView(
            letter.Message.MessageId, letter.Origin, letter.Message.Manifest, letter.Message.SenderNode?.Name, letter.Reason, letter.At, letter.Message.Body.Length))]);
    });

    /// <summary>Sends dead letters back to where they were.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="messageId">Only this one; null for all.</param>
    /// <param name="cancellationToken">Stops in between.</param>
    /// <exception cref="OperatorException">There is no such queue or message, or the broker is away.</exception>
    public Task<OperatorDone> RequeueAsync(string queue, string? messageId, CancellationToken cancellationToken) => WithQueueAsync(queue, async letters =>
        Counted("sent back to where they were", messageId, queue, await letters.RequeueAsync(queue, messageId, cancellationToken)));

    /// <summary>Deletes dead letters.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="messageId">Only this one; null for all.</param>
    /// <param name="cancellationToken">Stops in between.</param>
    /// <exception cref="OperatorException">There is no such queue or message, or the broker is away.</exception>
    public Task<OperatorDone> PurgeAsync(string queue, string? messageId, CancellationToken cancellationToken) => WithQueueAsync(queue, async letters =>
        Counted("deleted", messageId, queue, await letters.PurgeAsync(queue, messageId, cancellationToken)));

    private static OperatorDone Counted(string what, string? messageId, string queue, int count) => count == 0 && messageId is not null
        ? throw new OperatorException($"There is no dead letter {messageId} in {queue}. 'sapphire queues dead {queue}' names those that there are.")
        : new(count == 0 ? $"There were no dead letters in {queue}." : $"{count} dead letter{(count == 1 ? "" : "s")} of {queue}: {what}.");

    private async Task<T> WithQueueAsync<T>(string queue, Func<IDeadLetters, Task<T>> use)
    {
        if (_transport is null) throw new OperatorException("There are no queues: this node is all there is, and has no broker.");
        LookForQueues();
        string[] known = [ClusterKinds.Chats, ClusterKinds.Schedule, .. _workQueues.Keys.Order(StringComparer.Ordinal)];
        if (!known.Contains(queue, StringComparer.Ordinal)) throw OperatorException.Unknown("queue", queue, known);
        try
        {
            return await use(_transport.DeadLetters);
        }
        catch (ClusterException e)
        {
            throw new OperatorException(e.Message, e);
        }
    }

    private async Task<QueuesView> AskQueuesAsync(CancellationToken cancellationToken)
    {
        if (_transport is null) return new([], null);
        LookForQueues();
        ClusterSharding sharding = ClusterSharding.Get(_system);
        if (_transport.State is { Status: not TransportStatus.Connected } state) return new([], state.Error?.Message ?? "There is no connection to the broker yet. It is tried by itself.");
        try
        {
            ImmutableArray<QueueState> states = await _transport.Queues.InspectAsync(
                [sharding.Kind(ClusterKinds.Chats), sharding.Kind(ClusterKinds.Schedule)],
                _workQueues.Keys.Order(StringComparer.Ordinal).Select(static name => new WorkQueue(name)),
                cancellationToken);
            return new([.. states.Select(one => new QueueView(one.Name, PurposeOf(one.Name), one.Waiting, one.Consumers, one.Dead))], null);
        }
        catch (ClusterException e)
        {
            return new([], e.Message);
        }
    }

    private string PurposeOf(string name) => name switch
    {
        ClusterKinds.Chats => $"commands to chats, in {ClusterSharding.Get(_system).Kind(name).Shards} shards",
        ClusterKinds.Schedule => "commands to the schedule",
        _ => _workQueues.GetValueOrDefault(name, ""),
    };

    // Recognition is one queue; of synthesis each engine has its own, since not every node has every voice.
    private void LookForQueues()
    {
        _workQueues.TryAdd(SpeechQueue.Recognition.Name, "speech to recognise");
        foreach (Member member in _transport!.Presence.Members)
        {
            foreach (string engine in SpeechFigures.Engines(member.Info.Figures, SpeechQueue.SynthesisRole)) _workQueues.TryAdd(SpeechQueue.Synthesis(engine).Name, $"sentences to speak with {engine}");
        }
    }
}
