using System.Text;
using Sapphire.Actors.Ask;
using Sapphire.Persistence.Files;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Cli;

/// <summary>A verb of operators: asks the node that runs on the home, which asks the others, and prints the answer.</summary>
internal static class OperatorVerb
{
    public static async Task<int> RunAsync(OperatorArguments arguments, OperatorRequest request)
    {
        using Interruption interruption = new();
        try
        {
            using ConsoleProgress progress = new();
            OperatorReply reply = await AskAsync(HomeFolder.Resolve(arguments.Home), request, progress, interruption.Token);
            progress.Dispose();
            await using StreamWriter output = new(Console.OpenStandardOutput(), new UTF8Encoding(false));
            await output.WriteAsync(arguments.Json ? OperatorJsonText.Write(reply) : OperatorText.Write(reply, arguments.Summary, searched: request.Search is not null));
            return StatusOf(reply);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return ExitStatus.Interrupted;
        }
    }

    /// <summary>Asks once.</summary>
    /// <exception cref="CliException">No server runs on the home, or it cannot do it.</exception>
    public static async Task<OperatorReply> AskAsync(HomeFolder home, OperatorRequest request, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        using ControlClient? control = await ControlClient.ConnectAsync(home, cancellationToken);
        if (control is null)
        {
            throw new CliException($"No Sapphire runs on the home {home.Root}, so there is nothing to ask. Start it (sapphire run), or name the home of one that runs: --home DIR.", ExitStatus.NotRunning);
        }

        try
        {
            return await control.OperatorAsync(request, progress, cancellationToken);
        }
        catch (AskException e)
        {
            throw new CliException($"{e.Message} {e.Detail}".Trim(), ExitStatus.Failed, e);
        }
    }

    /// <summary>What an answer means to a script.</summary>
    public static int StatusOf(OperatorReply reply) =>
        reply.Cluster is { Link: "away" } || reply.Update?.Cluster is { Link: "away" } || reply.Queues is { Problem: not null } ? ExitStatus.BrokerAway : ExitStatus.Ok;
}
