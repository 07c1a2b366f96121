using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Serialization;

/// <summary>An exception that came as bytes: the words of the original, and the name of its type.</summary>
public sealed class RemoteException(string originalType, string message) : AkkaException(message)
{
    /// <summary>The full name of the type it had.</summary>
    public string OriginalType { get; } = originalType;
}
