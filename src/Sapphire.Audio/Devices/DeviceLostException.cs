namespace Sapphire.Audio.Devices;

/// <summary>A microphone or speaker cannot be opened, or is gone. The message says what to do next.</summary>
public sealed class DeviceLostException(string message, Exception? innerException = null) : Exception(message, innerException);
