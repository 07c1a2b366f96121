namespace Sapphire.Audio.Workers;

/// <summary>What came over a link is no frame. The message says what is wrong with it; the link cannot be used further.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="innerException">The cause.</param>
public sealed class FrameFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
