using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Sapphire.Faults.Tests.Cluster.Chatting;

/// <summary>What has happened, over all pages.</summary>
internal sealed class ChatCounts
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<(string What, long Since)> _errors = new();
    private int _sent;
    private int _acknowledged;
    private int _replies;
    private int _updates;
    private int _askedAgain;
    private int _connections;

    /// <summary>Fails as soon as a page has seen something that must not be.</summary>
    public Task Failed => _failed.Task;

    /// <summary>The errors that a person would have seen, refused commands and streams that ended with one, by their texts.</summary>
    public ImmutableSortedDictionary<string, int> Errors => ErrorsSince(0);

    /// <summary>The same, of what was begun after a timestamp.</summary>
    public ImmutableSortedDictionary<string, int> ErrorsSince(long timestamp) =>
        _errors.Where(e => e.Since >= timestamp).GroupBy(e => e.What, StringComparer.Ordinal).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public void Fail(Exception error) => _failed.TrySetException(error);

    public void Sent() => Interlocked.Increment(ref _sent);

    public void Accepted() => Interlocked.Increment(ref _acknowledged);

    public void Replied() => Interlocked.Increment(ref _replies);

    public void Updated() => Interlocked.Increment(ref _updates);

    public void AskedAgain() => Interlocked.Increment(ref _askedAgain);

    public void Connected() => Interlocked.Increment(ref _connections);

    /// <param name="what">The error.</param>
    /// <param name="since">The timestamp at which was begun what it is the answer to.</param>
    public void Error(string what, long since) => _errors.Enqueue((what, since));

    public override string ToString() =>
        $"{_sent} commands sent, {_acknowledged} acknowledged, {_replies} replies seen to their end, {_updates} updates, asked for a snapshot {_askedAgain} times, {_connections} connections, {_errors.Count} errors";
}
