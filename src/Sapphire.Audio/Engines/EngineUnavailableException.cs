namespace Sapphire.Audio.Engines;

/// <summary>An engine cannot be used here: a library or its data is missing.</summary>
/// <param name="engine">The engine: <c>flite</c>.</param>
/// <param name="missing">What is missing: <c>libflite.so.1</c>.</param>
/// <param name="package">The Debian package that has it.</param>
/// <param name="innerException">The cause.</param>
public sealed class EngineUnavailableException(string engine, string missing, string package, Exception? innerException = null)
    : Exception($"{engine} cannot be used: {missing} is missing. Install the package {package} (apt-get install {package}) and start Sapphire again.", innerException)
{
    /// <summary>The engine.</summary>
    public string Engine { get; } = engine;

    /// <summary>The Debian package that has what is missing.</summary>
    public string Package { get; } = package;
}
