namespace Sapphire.Kernel.Actor;

/// <summary>An actor with a stash.</summary>
public interface IActorStash
{
    /// <summary>Set by the kernel before <c>PreStart</c>; not there in the constructor.</summary>
    IStash Stash { get; set; }
}

/// <summary>An actor with a stash of the capacity its props give (unbounded where they give none).</summary>
public interface IWithStash : IActorStash;

/// <summary>An actor with a stash that is meant to be unbounded.</summary>
public interface IWithUnboundedStash : IActorStash;

/// <summary>An actor with a stash that is meant to be bounded (<c>Props.WithStashCapacity</c>).</summary>
public interface IWithBoundedStash : IActorStash;
