namespace Sapphire.Persistence.Tools;

/// <summary>Which events <see cref="JournalTail"/> shows.</summary>
public sealed record TailOptions
{
    /// <summary>Only this id's; null for all.</summary>
    public string? PersistenceId { get; init; }

    /// <summary>Only those with this tag; null for all.</summary>
    public string? Tag { get; init; }

    /// <summary>How many of the events that are there already come first.</summary>
    public int Last { get; init; } = 10;

    /// <summary>Whether to go on with new events, for ever.</summary>
    public bool Follow { get; init; } = true;
}
