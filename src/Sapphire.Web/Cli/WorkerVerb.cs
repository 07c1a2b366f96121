using Sapphire.Audio.Workers;

namespace Sapphire.Web.Cli;

/// <summary>
/// <c>worker ENGINE --link PATH</c>: a speech engine in a process of its own, started by a running server, which writes a token
/// to its standard input. It must start quickly, so it is taken before the other verbs are built.
/// </summary>
internal static class WorkerVerb
{
    /// <summary>True when the command line is this verb's.</summary>
    public static bool IsMeant(string[] args) => args is ["worker", _, "--link", _];

    /// <summary>Runs the engine until the server closes the link.</summary>
    public static int Run(string[] args)
    {
        string engine = args[1];
        if (!EmbeddedEngines.IsOne(engine))
        {
            Console.Error.WriteLine($"sapphire: There is no engine {engine}.");
            return ExitStatus.Usage;
        }

        return WorkerProgram.Run(engine, configuration => EmbeddedEngines.Create(engine, configuration), args[3], WorkerProgram.ReadToken());
    }
}
