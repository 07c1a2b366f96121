using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Configuration;

/// <summary>A setting is unknown, missing, or has a value that is not allowed; the message names its key.</summary>
public sealed class ConfigurationException(string message, Exception? exception = null) : AkkaException(message, exception);
