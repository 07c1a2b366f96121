using System.Reflection;
using System.Runtime.InteropServices;

namespace Sapphire.Web.Hosting;

/// <summary>Starts this program anew in the place of this process: the same process id, terminal, arguments and folder, so that whoever supervises it notices nothing.</summary>
internal static partial class ProcessImage
{
    /// <summary>Where a program that starts anew listens; it is for this program alone.</summary>
    public const string PortsVariable = "SAPPHIRE_RESTART_PORTS";

    /// <summary>The ports that the process before this one had, and removes them from the environment; null for none.</summary>
    public static (int Https, int Loopback)? TakePorts()
    {
        string? text = Environment.GetEnvironmentVariable(PortsVariable);
        Environment.SetEnvironmentVariable(PortsVariable, null);
        return text?.Split(',') is [{ } https, { } loopback] && ushort.TryParse(https, out ushort a) && ushort.TryParse(loopback, out ushort b) ? (a, b) : null;
    }

    /// <summary>Replaces the process; returns only when that fails. Everything that must be stored or given back is so before.</summary>
    /// <param name="ports">Where to listen.</param>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Replace((int Https, int Loopback) ports)
    {
        string program = Environment.ProcessPath ?? throw new IOException("The path of the program is not known.");
        string[] given = Environment.GetCommandLineArgs();

        // Under "dotnet Sapphire.Web.dll" the first argument is the assembly, else it stands for the program itself.
        string assembly = Assembly.GetEntryAssembly()!.Location;
        string[] arguments = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, assembly, .. given[1..]] : [program, .. given[1..]];
        SortedDictionary<string, string> environment = new(StringComparer.Ordinal) { [PortsVariable] = $"{ports.Https},{ports.Loopback}" };
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            environment.TryAdd((string)variable.Key, (string?)variable.Value ?? "");
        }

        Execute(program, [.. arguments, null], [.. environment.Select(static v => $"{v.Key}={v.Value}"), null]);
        throw new IOException($"{program} cannot be started anew: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments, string?[] environment);
}
