using Sapphire.Actors.Maintenance;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Tools;

namespace Sapphire.Web.Cli;

/// <summary><c>journal verify [ID]</c>: reads everything, beside a running server too, and names each problem.</summary>
internal static class JournalVerifyVerb
{
    public static Task<int> RunAsync(string? name, string? homePath) => JournalVerb.RunAsync(async token =>
    {
        await using HomeJournal home = HomeJournal.OpenReadOnly(HomeFolder.Resolve(homePath));
        using ConsoleProgress progress = new();
        JournalVerifier verifier = new(home.Journal, home.Inspection, home.Catalog, AssistantMaintenance.States, progress);
        VerifyReport report = name is null
            ? await verifier.VerifyAllAsync(AssistantMaintenance.ReadModelChecks(home.ReadModels), token)
            : await verifier.VerifyAsync(await home.FindAsync(name, token), token);
        progress.Dispose();
        foreach (JournalProblem problem in report.Problems)
        {
            await Console.Out.WriteLineAsync(problem.ToString());
        }

        string read = $"{Amount.Of(report.Events, "event")} of {Amount.Of(report.Ids, "id")} and {Amount.Of(report.Snapshots, "snapshot")}";
        if (report.IsClean)
        {
            await Console.Out.WriteLineAsync($"{home.Inspection.Description}: {read} are as they were written.");
            return ExitStatus.Ok;
        }

        throw new CliException(
            $"{Amount.Of(report.Found, "problem")} in {read}{(report.Found > report.Problems.Length ? $"; the first {report.Problems.Length} are listed" : "")}. Each line above says what to do.");
    });
}
