using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tools;

namespace Sapphire.Web.Cli;

/// <summary>What the verbs of <c>journal</c> have in common: Ctrl-C, and failures as one line.</summary>
internal static class JournalVerb
{
    /// <summary>Runs a verb.</summary>
    /// <param name="work">Its work; gets a token that Ctrl-C cancels.</param>
    /// <param name="interrupted">The exit status after Ctrl-C.</param>
    /// <exception cref="CliException">It failed.</exception>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> work, int interrupted = ExitStatus.Interrupted)
    {
        using Interruption interruption = new();
        try
        {
            return await work(interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return interrupted;
        }
        catch (JournalToolException e)
        {
            throw new CliException(e.Message, ExitStatus.Failed, e);
        }
        catch (StorageException e)
        {
            throw HomeJournal.Explain(e);
        }
    }
}
