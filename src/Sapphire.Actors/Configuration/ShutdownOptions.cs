namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.shutdown</c>.</summary>
public sealed record ShutdownOptions
{
    /// <summary>How long the server may finish what it is doing before it stops anyway.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    internal static ShutdownOptions Read(OptionsReader reader) => new()
    {
        Timeout = reader.Duration("shutdown.timeout", new ShutdownOptions().Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
    };
}
