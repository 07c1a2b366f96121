namespace Sapphire.Actors.Operations;

/// <summary>What the operator's side of a node is told when the node starts.</summary>
/// <param name="NodeName">The name of the node where there is no cluster.</param>
/// <param name="Version">The version of the program.</param>
public sealed record OperatorSettings(string NodeName, string Version)
{
    /// <summary>How often a node says its figures, where they have changed.</summary>
    public TimeSpan FiguresInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long another node may take for an answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node that hands over what it has lets replies and speech jobs in progress go on.</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a handler may be at work before a restart is given up.</summary>
    public TimeSpan RestartPatience { get; init; } = TimeSpan.FromSeconds(3);
}
