namespace Sapphire.Audio.Workers;

/// <summary>The exit status of a worker.</summary>
public static class WorkerStatus
{
    /// <summary>The host closed the link.</summary>
    public const int Ok = 0;

    /// <summary>The engine cannot be used here; the host was told.</summary>
    public const int Unavailable = 3;

    /// <summary>What came over the link was no frame.</summary>
    public const int Garbage = 4;

    /// <summary>The engine threw what it should not.</summary>
    public const int Failed = 5;

    /// <summary>There was no host.</summary>
    public const int NoHost = 6;
}
