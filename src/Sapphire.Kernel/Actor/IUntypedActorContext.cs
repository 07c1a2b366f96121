namespace Sapphire.Kernel.Actor;

/// <summary>The context of an <see cref="UntypedActor"/>: its behaviours return nothing.</summary>
public interface IUntypedActorContext : IActorContext
{
    /// <summary>Replaces the behaviour.</summary>
    void Become(UntypedReceive receive);

    /// <summary>Puts a behaviour over the present one.</summary>
    void BecomeStacked(UntypedReceive receive);
}
