namespace Sapphire.Web.Hosting;

/// <summary>Whether this process is to start anew when it has stopped.</summary>
/// <param name="lifetime">Stops the host.</param>
/// <param name="time">The clock.</param>
internal sealed class RestartControl(IHostApplicationLifetime? lifetime, TimeProvider time)
{
    /// <summary>True where a process can start anew in its own place.</summary>
    public static bool CanRestart => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>When the process, or what a test makes of it, started.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>True after <see cref="Request"/>.</summary>
    public bool IsRequested { get; private set; }

    /// <summary>Stops the host; whoever runs it then starts the program anew.</summary>
    public void Request()
    {
        IsRequested = true;
        lifetime?.StopApplication();
    }
}
