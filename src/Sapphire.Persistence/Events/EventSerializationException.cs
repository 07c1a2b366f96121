namespace Sapphire.Persistence.Events;

/// <summary>An event could not be written or read: its type or manifest is not registered, or its JSON does not fit.</summary>
public sealed class EventSerializationException : Exception
{
    /// <summary>A failure with its message.</summary>
    public EventSerializationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
