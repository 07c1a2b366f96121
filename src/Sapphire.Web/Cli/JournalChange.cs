using Sapphire.Persistence.Files;
using Sapphire.Web.Hosting;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Cli;

/// <summary>Has a journal changed by whoever owns the home: the running server, else this process.</summary>
internal static class JournalChange
{
    public static Task<JournalAnswer> RunAsync(HomeFolder home, JournalRequest request, ConsoleProgress progress, CancellationToken cancellationToken) => HomeAccess.UseAsync(
        home,
        $"journal {request.Action}",
        control => control.JournalAsync(request, progress, cancellationToken),
        async () =>
        {
            await using HomeJournal journal = HomeJournal.Open(home);
            return await new JournalWork(journal.Services, live: false).RunAsync(request, progress, cancellationToken);
        },
        cancellationToken);
}
