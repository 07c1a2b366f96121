using System.Collections.Immutable;
using System.Reflection;

namespace Sapphire.Actors.Speech;

/// <summary>How a worker process is started: the program and its first arguments, to which <c>ENGINE --link PATH</c> is added.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its first arguments.</param>
public sealed record WorkerCommand(string Program, ImmutableArray<string> Arguments)
{
    /// <summary>This same program, with the verb <c>worker</c>.</summary>
    public static WorkerCommand ForThisProgram()
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The system does not say which program this is.");
        // Started as "dotnet Sapphire.Web.dll", the program is dotnet.
        return string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.OrdinalIgnoreCase)
            ? new(program, [Assembly.GetEntryAssembly()!.Location, "worker"])
            : new(program, ["worker"]);
    }
}
