namespace Sapphire.Kernel.Actor;

/// <summary>Where an actor system lives. Only local systems exist, so it is the protocol and the system's name.</summary>
public sealed record Address(string Protocol, string System)
{
    /// <inheritdoc />
    public override string ToString() => $"{Protocol}://{System}";
}
