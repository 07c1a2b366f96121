using Sapphire.Actors.Ask;
using Sapphire.Persistence.Files;
using Sapphire.Web.Hosting;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Cli;

/// <summary><c>ask</c>: one turn, through the running server, else with the same actors in this process.</summary>
internal static class AskVerb
{
    public static async Task<int> RunAsync(AskRequest request, string? homePath, bool json, double timeoutSeconds, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Text) && request.Audio is null)
        {
            throw new CliException("There is nothing to ask. For example: sapphire ask \"what time is it\"", ExitStatus.Usage);
        }

        if (!string.IsNullOrWhiteSpace(request.Text) && request.Audio is not null)
        {
            throw new CliException("Ask either a text or, with --audio, what is spoken in a file; not both.", ExitStatus.Usage);
        }

        if (timeoutSeconds is not (> 0 and <= 86_400))
        {
            throw new CliException("--timeout takes a number of seconds, more than 0 and at most 86400.", ExitStatus.Usage);
        }

        HomeFolder home = HomeFolder.Resolve(homePath);
        // The running server has another working folder.
        request = request with
        {
            Chat = string.IsNullOrWhiteSpace(request.Chat) ? null : request.Chat,
            Audio = Absolute(request.Audio, "--audio"),
            Speak = Absolute(request.Speak, "--speak"),
        };
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(timeoutSeconds));
        try
        {
            AskResult result = await HomeAccess.UseAsync(
                home,
                "ask",
                control => control.AskAsync(request, limit.Token),
                () => AskHereAsync(home, request, limit.Token),
                limit.Token);
            await using Stream output = Console.OpenStandardOutput();
            await output.WriteAsync(AskOutput.Write(result, json), cancellationToken);
            if (result.Note is { } note)
            {
                await Console.Error.WriteLineAsync(note);
            }

            return ExitStatus.Ok;
        }
        catch (AskException e)
        {
            throw new CliException(e.Detail.Length == 0 ? e.Message : $"{e.Message} {e.Detail}", ExitStatus.Failed, e);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new CliException($"There was no whole answer within {timeoutSeconds:0.###} s. --timeout gives it longer.", ExitStatus.Timeout, e);
        }
    }

    private static string? Absolute(string? path, string option) => path switch
    {
        null => null,
        "" => throw new CliException($"{option} takes the name of a file.", ExitStatus.Usage),
        _ => Path.GetFullPath(path),
    };

    private static async Task<AskResult> AskHereAsync(HomeFolder home, AskRequest request, CancellationToken cancellationToken)
    {
        await using AssistantProcess process = await AssistantProcess.StartAsync(home, cancellationToken);
        return await process.Services.GetRequiredService<IAskService>().AskAsync(request, cancellationToken);
    }
}
