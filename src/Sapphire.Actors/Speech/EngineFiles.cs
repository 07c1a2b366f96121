using System.Runtime.InteropServices;
using Sapphire.Audio.Engines;

namespace Sapphire.Actors.Speech;

/// <summary>Looks for the libraries of the engines where Linux has them, without loading any into this process.</summary>
internal static class EngineFiles
{
    private static readonly Dictionary<string, string[]> Needed = new(StringComparer.Ordinal)
    {
        [EngineNames.Flite] = ["libflite.so.1", "libflite_cmu_us_slt.so.1"],
        [EngineNames.EspeakNg] = ["libespeak-ng.so.1"],
        [EngineNames.PocketSphinx] = ["libpocketsphinx.so.3", "/usr/share/pocketsphinx/model/en-us"],
        [EngineNames.SoundFile] = ["libsndfile.so.1"],
    };

    /// <summary>True when all files of an engine are there; false means only that a worker has to find out.</summary>
    public static bool AreThere(string engine) => !Needed.TryGetValue(engine, out string[]? files) || files.All(IsThere);

    private static bool IsThere(string file) =>
        Path.IsPathRooted(file) ? Path.Exists(file) : Folders().Any(folder => File.Exists(Path.Combine(folder, file)));

    private static IEnumerable<string> Folders()
    {
        string machine = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x86_64-linux-gnu",
            Architecture.Arm64 => "aarch64-linux-gnu",
            _ => "none",
        };
        string[] own = Environment.GetEnvironmentVariable("LD_LIBRARY_PATH")?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return [.. own, $"/usr/lib/{machine}", $"/lib/{machine}", "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib"];
    }
}
