using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Pattern;

/// <summary>Something was asked for before its time, such as the state of a machine that has none yet.</summary>
public class IllegalStateException : AkkaException
{
    /// <summary>Creates it.</summary>
    public IllegalStateException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it.</summary>
    public IllegalStateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
