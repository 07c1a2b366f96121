using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Sapphire.Faults.Tests.Cluster.Chatting;

/// <summary>What has happened, over all pages.</summary>
internal sealed class ChatCounts
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, int> _errors = new(StringComparer.Ordinal);
    private int _sent;
    private int _acknowledged;
    private int _replies;
    private int _updates;
    private int _askedAgain;
    private int _connections;

    /// <summary>Fails as soon as a page has seen something that must not be.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Errors that a person would have seen: refused commands, and streams that ended with one.</summary>
    public int Errors => _errors.Values.Sum();

    /// <summary>The errors by their texts, with how often each was seen.</summary>
    public ImmutableSortedDictionary<string, int> ErrorTexts => _errors.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public void Fail(Exception error) => _failed.TrySetException(error);

    public void Sent() => Interlocked.Increment(ref _sent);

    public void Accepted() => Interlocked.Increment(ref _acknowledged);

    public void Replied() => Interlocked.Increment(ref _replies);

    public void Updated() => Interlocked.Increment(ref _updates);

    public void AskedAgain() => Interlocked.Increment(ref _askedAgain);

    public void Connected() => Interlocked.Increment(ref _connections);

    public void Error(string what) => _errors.AddOrUpdate(what, 1, static (_, count) => count + 1);

    public override string ToString() =>
        $"{_sent} commands sent, {_acknowledged} acknowledged, {_replies} replies seen to their end, {_updates} updates, asked for a snapshot {_askedAgain} times, {_connections} connections, {Errors} errors";
}
