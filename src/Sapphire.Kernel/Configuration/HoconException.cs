namespace Sapphire.Kernel.Configuration;

/// <summary>A configuration that cannot be read: says where, what was found and what was expected.</summary>
public sealed class HoconException : Exception
{
    /// <summary>Creates the exception; the message is prefixed with the place.</summary>
    public HoconException(ConfigOrigin origin, string problem, Exception? inner = null)
        : base($"{origin}: {problem}", inner)
    {
        Origin = origin;
        Problem = problem;
    }

    /// <summary>Where the problem is.</summary>
    public ConfigOrigin Origin { get; }

    /// <summary>The problem without its place.</summary>
    public string Problem { get; }

    /// <summary>The file, or null for text that came from no file.</summary>
    public string? File => Origin.File;

    /// <summary>The line, from 1; 0 when unknown.</summary>
    public int Line => Origin.Line;

    /// <summary>The column in UTF-16 units, from 1; 0 when unknown.</summary>
    public int Column => Origin.Column;
}
