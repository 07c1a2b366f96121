#pragma warning disable MA0048 // The ring and its factory.
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Sapphire.Kernel.Routing;

/// <summary>
/// Nodes on a ring, each at several points (Karger et al., Consistent Hashing and Random Trees, 1997): a key belongs to the first point at or
/// after its own. So a node that comes or goes takes or leaves only its own keys. Immutable; a node's place depends on its text alone.
/// </summary>
public sealed class ConsistentHash<T>
    where T : notnull
{
    private readonly uint[] _points;
    private readonly T[] _owners;
    private readonly T[] _nodes;
    private readonly int _virtualNodesFactor;

    internal ConsistentHash(IEnumerable<T> nodes, int virtualNodesFactor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(virtualNodesFactor);
        _virtualNodesFactor = virtualNodesFactor;
        _nodes = [.. nodes];
        var ring = new (uint Point, string Name, T Node)[_nodes.Length * virtualNodesFactor];
        for (int i = 0; i < ring.Length; i++)
        {
            T node = _nodes[i / virtualNodesFactor];
            string name = node.ToString() ?? "";
            ring[i] = (ConsistentHash.HashFor(MemoryMarshal.AsBytes(name.AsSpan()), (uint)(i % virtualNodesFactor) + 1), name, node);
        }

        // By name where two share a point: whose it is must not hang on the order in which they came.
        Array.Sort(ring, static (a, b) => a.Point != b.Point ? a.Point.CompareTo(b.Point) : string.CompareOrdinal(a.Name, b.Name));
        _points = [.. ring.Select(p => p.Point)];
        _owners = [.. ring.Select(p => p.Node)];
    }

    /// <summary>Whether there is no node.</summary>
    public bool IsEmpty => _points.Length == 0;

    /// <summary>With a node more.</summary>
    public ConsistentHash<T> Add(T node) => new(_nodes.Append(node), _virtualNodesFactor);

    /// <summary>Without a node.</summary>
    public ConsistentHash<T> Remove(T node) => new(_nodes.Where(n => !n.Equals(node)), _virtualNodesFactor);

    /// <summary>The node of a key.</summary>
    /// <exception cref="InvalidOperationException">There is no node.</exception>
    public T NodeFor(string key) => NodeFor(MemoryMarshal.AsBytes(key.AsSpan()));

    /// <summary>The node of a key.</summary>
    /// <exception cref="InvalidOperationException">There is no node.</exception>
    public T NodeFor(ReadOnlySpan<byte> key)
    {
        if (IsEmpty) throw new InvalidOperationException("The ring is empty; no node can have the key.");
        int at = Array.BinarySearch(_points, ConsistentHash.HashFor(key, 0));
        if (at < 0) at = ~at;
        else while (at > 0 && _points[at - 1] == _points[at]) at--;
        return _owners[at == _owners.Length ? 0 : at];
    }
}

/// <summary>Makes rings.</summary>
public static class ConsistentHash
{
    /// <summary>A ring of some nodes.</summary>
    /// <param name="nodes">The nodes, told apart by their text.</param>
    /// <param name="virtualNodesFactor">At how many points each stands: the more, the more evenly keys are spread. From 1.</param>
    public static ConsistentHash<T> Create<T>(IEnumerable<T> nodes, int virtualNodesFactor)
        where T : notnull => new(nodes, virtualNodesFactor);

    /// <summary>MurmurHash3, 32 bits (Austin Appleby, public domain): the same in each process, unlike <see cref="object.GetHashCode"/>.</summary>
    internal static uint HashFor(ReadOnlySpan<byte> bytes, uint seed)
    {
        const uint C1 = 0xcc9e2d51, C2 = 0x1b873593;
        uint hash = seed;
        ReadOnlySpan<byte> rest = bytes;
        for (; rest.Length >= 4; rest = rest[4..])
        {
            uint block = BitOperations.RotateLeft(BinaryPrimitives.ReadUInt32LittleEndian(rest) * C1, 15) * C2;
            hash = (BitOperations.RotateLeft(hash ^ block, 13) * 5) + 0xe6546b64;
        }

        uint tail = 0;
        for (int i = rest.Length - 1; i >= 0; i--) tail = (tail << 8) | rest[i];
        hash ^= BitOperations.RotateLeft(tail * C1, 15) * C2;
        hash ^= (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }
}
