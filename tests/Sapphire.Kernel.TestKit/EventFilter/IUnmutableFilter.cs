namespace Sapphire.Kernel.TestKit;

/// <summary>Events that are muted; dispose ends it.</summary>
public interface IUnmutableFilter : IDisposable
{
    /// <summary>Ends it.</summary>
    void Unmute();
}
