using Sapphire.Persistence.Files;
using Sapphire.Persistence.Tools;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Cli;

/// <summary><c>journal import FILE</c>: through the running server, else into the home itself.</summary>
internal static class JournalImportVerb
{
    private const int Listed = 20;

    public static Task<int> RunAsync(string file, bool asNew, bool replace, bool skipExisting, string? homePath) => JournalVerb.RunAsync(async token =>
    {
        ImportMode mode = (asNew, replace, skipExisting) switch
        {
            (false, false, false) => ImportMode.Refuse,
            (true, false, false) => ImportMode.AsNew,
            (false, true, false) => ImportMode.Replace,
            (false, false, true) => ImportMode.SkipExisting,
            _ => throw new CliException("Give only one of --as-new, --replace and --skip-existing.", ExitStatus.Usage),
        };
        HomeFolder home = HomeFolder.Resolve(homePath);
        string? spool = file == "-" ? await SpoolAsync(home, token) : null;
        try
        {
            using ConsoleProgress progress = new();
            JournalAnswer answer = await JournalChange.RunAsync(
                home, new(JournalRequest.CurrentVersion, JournalRequest.Import, File: spool ?? Path.GetFullPath(file), Mode: mode), progress, token);
            progress.Dispose();
            await PrintAsync(answer.Import!);
            return ExitStatus.Ok;
        }
        finally
        {
            if (spool is not null)
            {
                File.Delete(spool);
            }
        }
    });

    private static async Task PrintAsync(ImportReport report)
    {
        foreach (ImportedId id in report.Ids.Take(Listed))
        {
            string what = id.Outcome switch
            {
                ImportOutcome.Imported => $"imported, {Amount.Of(id.Events, "event")}",
                ImportOutcome.Continued => $"{Amount.Of(id.Events, "event")} added to what was here already",
                ImportOutcome.Replaced => $"replaced by {Amount.Of(id.Events, "event")}",
                ImportOutcome.Unchanged => "here already",
                _ => "left as it is here",
            };
            await Console.Out.WriteLineAsync($"{id.Source}{(id.Source == id.Target ? "" : $" as {id.Target}")}: {what}");
        }

        if (report.Ids.Length > Listed)
        {
            await Console.Out.WriteLineAsync($"… and {Amount.Of(report.Ids.Length - Listed, "more id")}.");
        }

        await Console.Out.WriteLineAsync($"Imported {Amount.Of(report.Events, "event")} of {Amount.Of(report.Ids.Count(id => id.Events > 0), "id")}.");
    }

    // The file is read twice: once to check it whole, once to import it.
    private static async Task<string> SpoolAsync(HomeFolder home, CancellationToken cancellationToken)
    {
        home.Create();
        string path = Path.Combine(home.Root, $"import-{Guid.NewGuid():N}.tmp");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = DurableFile.Private;
        }

        try
        {
            await using Stream input = Console.OpenStandardInput();
            await using FileStream copy = new(path, options);
            await input.CopyToAsync(copy, cancellationToken);
            return path;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }
}
