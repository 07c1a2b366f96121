using System.Runtime.InteropServices;
using Sapphire.Audio.Engines;

namespace Sapphire.Audio.Native;

/// <summary>Loads the shared libraries of Debian packages. What a binding needs is required before its first call, so that a missing library has a message of its own.</summary>
internal static class SharedLibrary
{
    /// <summary>Loads a library; it stays for the life of the process.</summary>
    /// <param name="engine">Who needs it, for the message.</param>
    /// <param name="file">Its file name with the version of its interface: <c>libflite.so.1</c>.</param>
    /// <param name="package">The Debian package that has it.</param>
    /// <returns>Its handle.</returns>
    /// <exception cref="EngineUnavailableException">It is missing, or something that it needs itself is.</exception>
    public static IntPtr Require(string engine, string file, string package)
    {
        try
        {
            return NativeLibrary.Load(file, typeof(SharedLibrary).Assembly, null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new EngineUnavailableException(engine, file, package, e);
        }
    }
}
