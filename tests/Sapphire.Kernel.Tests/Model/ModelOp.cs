namespace Sapphire.Kernel.Tests.Model;

/// <summary>What a step of a script does.</summary>
internal enum OpKind
{
    Tell,
    Become,
    Unbecome,
    Hold,
    Release,
    Fail,
    Watch,
    Unwatch,
    Stop,
    Poison,

    /// <summary>Not in scripts: told to all that live after a failure that leaves no other trace, to see that they go on.</summary>
    Sync,
}

/// <summary>What the supervisor at the end of the way up decides.</summary>
internal enum Verdict
{
    Resume,
    Restart,
    Stop,
}

/// <summary>One step: at a node, for a watch of another one; a failure climbs so many levels before it is judged.</summary>
internal sealed record ModelOp(OpKind Kind, int Node, int Other = 0, int Levels = 0, Verdict Verdict = Verdict.Resume)
{
    public override string ToString() => Kind switch
    {
        OpKind.Watch or OpKind.Unwatch => $"{Kind}({Node} of {Other})",
        OpKind.Fail => $"Fail({Node}, up {Levels}, {Verdict})",
        _ => $"{Kind}({Node})",
    };
}

/// <summary>The shape of a tree and what happens to it.</summary>
/// <param name="Parents">The parent of each node; -1 for the first, which is the top.</param>
/// <param name="AllForOne">Which nodes judge all their children by one.</param>
/// <param name="Ops">The steps.</param>
internal sealed record Script(int[] Parents, bool[] AllForOne, ModelOp[] Ops)
{
    public IEnumerable<int> ChildrenOf(int node) => Enumerable.Range(0, Parents.Length).Where(i => Parents[i] == node);

    public override string ToString() =>
        $"tree [{string.Join(" ", Parents.Select((p, i) => $"{i}<{p}{(AllForOne[i] ? "*" : "")}"))}] {string.Join("; ", (object[])Ops)}";
}
