#pragma warning disable MA0048 // The junctions for Source.Combine and Sink.Combine: small descriptions, side by side.
using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Operators;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>Several sources as one, as their elements come. Completes with the last, or eagerly with the first; fails with the first failure.</summary>
public sealed class Merge<T> : IGraph<UniformFanInShape<T, T>, NotUsed>, IFanIn<T, T>
{
    private readonly int _inputPorts;
    private readonly bool _eagerComplete;

    /// <summary>For so many sources.</summary>
    public Merge(int inputPorts, bool eagerComplete = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputPorts, 1);
        _inputPorts = inputPorts;
        _eagerComplete = eagerComplete;
    }

    PullIterator<T> IFanIn<T, T>.Join(StageScope scope, Upstream<T>[] upstreams) => new MergeStage<T>(scope, Junction.Check(upstreams, _inputPorts), _eagerComplete);
}

/// <summary>Several sources, one after the other.</summary>
public sealed class Concat<T> : IGraph<UniformFanInShape<T, T>, NotUsed>, IFanIn<T, T>
{
    private readonly int _inputPorts;

    /// <summary>For so many sources.</summary>
    public Concat(int inputPorts = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputPorts, 2);
        _inputPorts = inputPorts;
    }

    PullIterator<T> IFanIn<T, T>.Join(StageScope scope, Upstream<T>[] upstreams) =>
        new ConcatStage<T>(Array.ConvertAll(Junction.Check(upstreams, _inputPorts), above => above(scope)));
}

/// <summary>So many elements from each source in turn. Completes with the last, or eagerly with the first.</summary>
public sealed class Interleave<T> : IGraph<UniformFanInShape<T, T>, NotUsed>, IFanIn<T, T>
{
    private readonly int _inputPorts;
    private readonly int _segmentSize;
    private readonly bool _eagerClose;

    /// <summary>For so many sources, with so many elements from each.</summary>
    public Interleave(int inputPorts, int segmentSize, bool eagerClose = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputPorts, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentSize, 1);
        _inputPorts = inputPorts;
        _segmentSize = segmentSize;
        _eagerClose = eagerClose;
    }

    PullIterator<T> IFanIn<T, T>.Join(StageScope scope, Upstream<T>[] upstreams) =>
        new InterleaveStage<T>(Array.ConvertAll(Junction.Check(upstreams, _inputPorts), above => above(scope)), _segmentSize, _eagerClose);
}

/// <summary>
/// Each element to every sink; the slowest holds the others back. When a sink cancels, the others go on (eagerly: all ends
/// with it); when all have, upstream is cancelled.
/// </summary>
public sealed class Broadcast<T> : IGraph<UniformFanOutShape<T, T>, NotUsed>, IFanOut<T, T>
{
    private readonly int _outputPorts;
    private readonly bool _eagerCancel;

    /// <summary>For so many sinks.</summary>
    public Broadcast(int outputPorts, bool eagerCancel = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputPorts, 1);
        _outputPorts = outputPorts;
        _eagerCancel = eagerCancel;
    }

    Upstream<T>[] IFanOut<T, T>.Split(StageScope scope, Upstream<T> upstream) => new BroadcastStage<T>(scope, upstream, _outputPorts, _eagerCancel).Start();
}

/// <summary>
/// Each element to one sink, that which has waited longest; where asked, it first waits for all sinks. Upstream is cancelled
/// when all sinks have.
/// </summary>
public sealed class Balance<T> : IGraph<UniformFanOutShape<T, T>, NotUsed>, IFanOut<T, T>
{
    private readonly int _outputPorts;
    private readonly bool _waitForAllDownstreams;

    /// <summary>For so many sinks.</summary>
    public Balance(int outputPorts, bool waitForAllDownstreams = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputPorts, 1);
        _outputPorts = outputPorts;
        _waitForAllDownstreams = waitForAllDownstreams;
    }

    Upstream<T>[] IFanOut<T, T>.Split(StageScope scope, Upstream<T> upstream) => new BalanceStage<T>(scope, upstream, _outputPorts, _waitForAllDownstreams).Start();
}

/// <summary>
/// Each element to the sink that a function names, which holds all back while it is busy. Elements for a sink that has
/// cancelled are dropped; upstream is cancelled when all have. An index that names no sink fails all with <see cref="PartitionOutOfBoundsException"/>.
/// </summary>
public sealed class Partition<T> : IGraph<UniformFanOutShape<T, T>, NotUsed>, IFanOut<T, T>
{
    private readonly int _outputPorts;
    private readonly Func<T, int> _partitioner;

    /// <summary>For so many sinks.</summary>
    public Partition(int outputPorts, Func<T, int> partitioner)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputPorts, 1);
        ArgumentNullException.ThrowIfNull(partitioner);
        _outputPorts = outputPorts;
        _partitioner = partitioner;
    }

    Upstream<T>[] IFanOut<T, T>.Split(StageScope scope, Upstream<T> upstream) =>
        new PartitionStage<T>(scope, upstream, _outputPorts, _partitioner).Start();
}

/// <summary>What the junctions share.</summary>
internal static class Junction
{
    public static T[] Check<T>(T[] connected, int ports) => connected.Length == ports
        ? connected
        : throw new ArgumentException($"The junction has {ports} ports, and {connected.Length} are connected.");
}
