using Sapphire.Persistence.Files;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Cli;

/// <summary><c>journal rebuild [ID]</c>: read models, or an id's snapshot, anew from the events; through the running server, else in the home itself.</summary>
internal static class JournalRebuildVerb
{
    public static Task<int> RunAsync(string? name, string? homePath) => JournalVerb.RunAsync(async token =>
    {
        HomeFolder home = HomeFolder.Resolve(homePath);
        string? id = null;
        if (name is not null)
        {
            await using HomeJournal journal = HomeJournal.OpenReadOnly(home);
            id = await journal.FindAsync(name, token);
        }

        using ConsoleProgress progress = new();
        JournalAnswer answer = await JournalChange.RunAsync(home, new(JournalRequest.CurrentVersion, JournalRequest.Rebuild, Id: id), progress, token);
        progress.Dispose();
        await Console.Out.WriteLineAsync(answer.SnapshotNr is { } snapshot
            ? $"The snapshot of {id} is made anew at event {snapshot}, and so are the read models."
            : "The read models are made anew.");
        return ExitStatus.Ok;
    });
}
