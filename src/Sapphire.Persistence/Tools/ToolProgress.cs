namespace Sapphire.Persistence.Tools;

/// <summary>How far a long work is.</summary>
/// <param name="Step">What is done now, for a person: "reading events".</param>
/// <param name="Done">How many are done.</param>
/// <param name="Total">How many there are; 0 when unknown.</param>
public sealed record ToolProgress(string Step, long Done, long Total)
{
    /// <summary>"reading events: 3,000 of 12,000".</summary>
    public override string ToString() => Total > 0 ? $"{Step}: {Done:N0} of {Total:N0}" : Done > 0 ? $"{Step}: {Done:N0}" : Step;
}
