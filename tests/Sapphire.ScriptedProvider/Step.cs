namespace Sapphire.ScriptedProvider;

/// <summary>One step of an answer.</summary>
public abstract record Step
{
    private Step()
    {
    }

    /// <summary>Sends bytes and flushes them.</summary>
    public sealed record Write(ReadOnlyMemory<byte> Bytes) : Step;

    /// <summary>Waits until the test opens the gate.</summary>
    public sealed record Wait(Gate Gate) : Step;

    /// <summary>Waits for a time.</summary>
    public sealed record Delay(TimeSpan Time) : Step;

    /// <summary>Closes the connection without the end of the answer; what was written before arrives.</summary>
    public sealed record Cut : Step;

    /// <summary>Sends nothing more, and keeps the connection open until the client closes it.</summary>
    public sealed record Stall : Step;
}
