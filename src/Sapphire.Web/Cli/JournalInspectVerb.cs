using System.Text;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Tools;

namespace Sapphire.Web.Cli;

/// <summary><c>journal inspect [ID]</c>: what the journal holds. Only reads, beside a running server too.</summary>
internal static class JournalInspectVerb
{
    public static Task<int> RunAsync(InspectRequest request, string? homePath) => JournalVerb.RunAsync(async token =>
    {
        if (request.Id is null && (request.Events || request.Content))
        {
            throw new CliException("--events and --content belong to one id: sapphire journal inspect ID --events", ExitStatus.Usage);
        }

        if (request.Content && !request.Events)
        {
            throw new CliException("--content belongs to --events.", ExitStatus.Usage);
        }

        if (request is { From: < 1 } || request.To < request.From)
        {
            throw new CliException("--from and --to take numbers of events, from 1 on, the smaller first.", ExitStatus.Usage);
        }

        await using HomeJournal home = HomeJournal.OpenReadOnly(HomeFolder.Resolve(homePath));
        using ConsoleProgress progress = new();
        await using StreamWriter output = new(Console.OpenStandardOutput(), new UTF8Encoding(false));
        if (request.Id is not { } name)
        {
            JournalSummary summary = await JournalInspector.SummarizeAsync(home.Inspection, request.Limit, progress, token);
            progress.Dispose();
            await output.WriteAsync(request.Json ? InspectJson.Write(summary) : InspectText.Write(summary));
            return ExitStatus.Ok;
        }

        string id = await home.FindAsync(name, token);
        if (request.Events)
        {
            await WriteEventsAsync(home.Journal, id, request, output, token);
            return ExitStatus.Ok;
        }

        IdSummary one = await JournalInspector.SummarizeAsync(home.Journal, home.Inspection, id, token);
        await output.WriteAsync(request.Json ? InspectJson.Write(one) : InspectText.Write(one));
        return ExitStatus.Ok;
    });

    private static async Task WriteEventsAsync(IJournal journal, string id, InspectRequest request, StreamWriter output, CancellationToken cancellationToken)
    {
        bool any = false;
        await foreach (TolerantRow row in journal.ReadTolerantlyAsync(id, request.From, request.To, cancellationToken))
        {
            any = true;
            await output.WriteAsync(request.Json ? InspectJson.Write(row, request.Content) : InspectText.Write(row, request.Content));
        }

        if (!any)
        {
            throw new CliException($"There is no event of '{id}' from {request.From}{(request.To == long.MaxValue ? "" : $" to {request.To}")}. 'sapphire journal inspect {id}' says what there is.");
        }
    }
}
