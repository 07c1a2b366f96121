namespace Sapphire.Web.Cli;

/// <summary>What the program's exit status says; each but <see cref="Ok"/> comes with one line on stderr.</summary>
internal static class ExitStatus
{
    /// <summary>It worked.</summary>
    public const int Ok = 0;

    /// <summary>It did not work.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Another process owns the home.</summary>
    public const int HomeHeld = 3;

    /// <summary>A port is taken.</summary>
    public const int PortBusy = 4;

    /// <summary>The configuration is wrong.</summary>
    public const int Configuration = 5;

    /// <summary>The home or its database cannot be reached or written, or a file in it is damaged.</summary>
    public const int Home = 6;

    /// <summary>It took too long.</summary>
    public const int Timeout = 7;

    /// <summary>No server runs on the home.</summary>
    public const int NotRunning = 8;

    /// <summary>The server runs, but the broker that joins it to the other nodes is away.</summary>
    public const int BrokerAway = 9;

    /// <summary>Stopped by Ctrl-C, as shells have it.</summary>
    public const int Interrupted = 130;
}
