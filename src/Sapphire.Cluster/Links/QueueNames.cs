using System.Globalization;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>The names and properties of all queues and exchanges of a cluster.</summary>
internal sealed class QueueNames(string prefix)
{
    /// <summary>The exchange of the topics.</summary>
    public string Topics { get; } = $"{prefix}.topics";

    /// <summary>The exchange of the inboxes.</summary>
    public string Inboxes { get; } = $"{prefix}.inbox";

    /// <summary>The inbox of a node. Its name is the lock on the node's.</summary>
    public QueueSpec Inbox(string node) => new($"{prefix}.inbox.{node}", QueueKind.Own, MaxLength: 10_000);

    /// <summary>A queue for a subscription.</summary>
    public QueueSpec Subscription(string node, int length) => new($"{prefix}.topic.{node}.{Guid.NewGuid():N}", QueueKind.Own, MaxLength: length, GoesWithConsumer: true);

    /// <summary>The queues that must be there before one sends to a shard, itself last.</summary>
    /// <exception cref="ArgumentException">A bad name, or no such shard.</exception>
    public QueueSpec[] Shard(EntityKind kind, int shard)
    {
        ArgumentNullException.ThrowIfNull(kind);
        Valid(kind.Name);
        if (kind.Shards is < 1 or > 10_000) throw new ArgumentException($"The kind '{kind.Name}' has {kind.Shards} shards; 1 to 10,000 are possible.", nameof(kind));
        if (shard < 0 || shard >= kind.Shards) throw new ArgumentOutOfRangeException(nameof(shard), $"The kind '{kind.Name}' has the shards 0 to {kind.Shards - 1}, and no shard {shard}.");
        if (kind.DeliveryLimit < 20) throw new ArgumentException($"The delivery limit of the kind '{kind.Name}' is {kind.DeliveryLimit}. It must be 20 at least: each owner that goes away counts.", nameof(kind));
        return
        [
            new($"{prefix}.{kind.Name}.layout", QueueKind.Layout, MaxLength: kind.Shards),
            new(Dead(kind.Name), QueueKind.Dead),
            new(string.Create(CultureInfo.InvariantCulture, $"{prefix}.{kind.Name}.{shard}"), QueueKind.Shard, kind.MaxLength, kind.DeliveryLimit, Dead(kind.Name)),
        ];
    }

    /// <summary>The queues that must be there before one sends a job, the work queue last.</summary>
    /// <exception cref="ArgumentException">A bad name.</exception>
    public QueueSpec[] Work(WorkQueue queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        Valid(queue.Name);
        if (queue.Attempts < 1) throw new ArgumentException($"Jobs of '{queue.Name}' are tried {queue.Attempts} times; once at least.", nameof(queue));
        return [new(Dead(queue.Name), QueueKind.Dead), new($"{prefix}.{queue.Name}", QueueKind.Work, queue.MaxLength, queue.Attempts, Dead(queue.Name))];
    }

    /// <summary>The queue of the dead letters of a kind or work queue.</summary>
    public string Dead(string name) => $"{prefix}.{Valid(name)}.dead";

    /// <summary>The name of a queue for people: without the prefix.</summary>
    public string Short(string queue) => queue.StartsWith(prefix + ".", StringComparison.Ordinal) ? queue[(prefix.Length + 1)..] : queue;

    /// <summary>The queue of a short name.</summary>
    public string Long(string origin) => $"{prefix}.{origin}";

    // Dots part a queue's name; these words are queues of our own.
    private static string Valid(string name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > 64 || name is "topic" or "topics" or "inbox" || name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
        {
            throw new ArgumentException($"'{name}' is no name of a kind or work queue: 1 to 64 lower-case letters, digits and dashes, and not topic, topics or inbox.", nameof(name));
        }

        return name;
    }
}
