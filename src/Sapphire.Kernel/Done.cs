namespace Sapphire.Kernel;

/// <summary>The value of a task that has none.</summary>
public sealed class Done
{
    private Done()
    {
    }

    /// <summary>The one instance.</summary>
    public static Done Instance { get; } = new();
}
