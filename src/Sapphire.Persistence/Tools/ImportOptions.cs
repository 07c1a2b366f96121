namespace Sapphire.Persistence.Tools;

/// <summary>How a file is imported.</summary>
public sealed record ImportOptions
{
    /// <summary>What is done with ids that are there already.</summary>
    public ImportMode Mode { get; init; }

    /// <summary>For <see cref="ImportMode.AsNew"/>: the id that stands for one of a file with this SHA-256, always the same; null for an id of which there is only one.</summary>
    public Func<string, string, string?>? NewId { get; init; }

    /// <summary>For <see cref="ImportMode.AsNew"/>: an event of an original as one of the id that is named; always the same one. Null leaves events as they are.</summary>
    public Func<string, object, object>? NewEvent { get; init; }
}
