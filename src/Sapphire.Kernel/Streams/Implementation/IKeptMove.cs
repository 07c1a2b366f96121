namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>An upstream of a stage, to end it.</summary>
internal interface IKeptMove
{
    /// <summary>Cancels what runs above, awaits the pending move, and releases upstream. Again: no effect.</summary>
    ValueTask StopAsync(Exception? cause);
}
