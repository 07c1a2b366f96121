namespace Sapphire.Kernel.Streams;

/// <summary>Ends running streams from outside.</summary>
public interface IKillSwitch
{
    /// <summary>Completes downstream and cancels upstream. The first call of either counts.</summary>
    void Shutdown();

    /// <summary>Fails downstream and cancels upstream. The first call of either counts.</summary>
    void Abort(Exception cause);
}
