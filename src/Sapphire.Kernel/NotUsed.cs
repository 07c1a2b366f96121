namespace Sapphire.Kernel;

/// <summary>The materialised value of a stage that has none.</summary>
public sealed class NotUsed
{
    private NotUsed()
    {
    }

    /// <summary>The only one.</summary>
    public static NotUsed Instance { get; } = new();

    /// <inheritdoc />
    public override string ToString() => "NotUsed";
}
