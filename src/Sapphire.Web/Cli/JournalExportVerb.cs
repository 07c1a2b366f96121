using Sapphire.Persistence.Files;
using Sapphire.Persistence.Tools;

namespace Sapphire.Web.Cli;

/// <summary><c>journal export ID… | --all</c>: events as JSON lines. Only reads, beside a running server too.</summary>
internal static class JournalExportVerb
{
    public static Task<int> RunAsync(string[] names, bool all, string? file, bool force, bool snapshots, string? homePath) => JournalVerb.RunAsync(async token =>
    {
        if (names.FirstOrDefault(static name => name.StartsWith('-')) is { } option)
        {
            throw new CliException($"There is no option {option}. 'sapphire journal export --help' lists what there is.", ExitStatus.Usage);
        }

        if (all && names.Length > 0)
        {
            throw new CliException("Give either ids or --all, not both.", ExitStatus.Usage);
        }

        if (names.Length == 0 && !all)
        {
            throw new CliException("Name what to export: sapphire journal export ID…, or --all.", ExitStatus.Usage);
        }

        if (file is "")
        {
            throw new CliException("--output takes the name of a file, or - for standard output.", ExitStatus.Usage);
        }

        if (file is not (null or "-") && !force && Path.Exists(file))
        {
            throw Exists(file);
        }

        await using HomeJournal home = HomeJournal.OpenReadOnly(HomeFolder.Resolve(homePath));
        List<string> ids = [];
        foreach (string name in names)
        {
            ids.Add(await home.FindAsync(name, token));
        }

        using ConsoleProgress progress = new();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        ExportOptions options = new(CommandLine.Version, home.Inspection.Description.Split([' ', ','], 2)[0], now) { Ids = all ? null : [.. ids], Snapshots = snapshots };
        if (file is "-")
        {
            await using Stream output = Console.OpenStandardOutput();
            await JournalExport.WriteAsync(home.Journal, output, options, progress, token);
            return ExitStatus.Ok;
        }

        file ??= all ? $"sapphire-{now.UtcDateTime:yyyyMMdd-HHmmss}.jsonl" : $"{(ids.Count == 1 ? ids[0] : $"sapphire-{ids.Count}-ids")}-{now.UtcDateTime:yyyyMMdd-HHmmss}.jsonl";
        ExportReport report;
        try
        {
            report = await JournalExport.WriteFileAsync(home.Journal, file, options with { Replace = force }, progress, token);
        }
        catch (IOException) when (!force && Path.Exists(file))
        {
            throw Exists(file);
        }

        progress.Dispose();
        await Console.Out.WriteLineAsync($"Exported {Amount.Of(report.Events, "event")} of {Amount.Of(report.Ids, "id")} to {Path.GetFullPath(file)}. It holds what was said: keep it private.");
        return ExitStatus.Ok;
    });

    private static CliException Exists(string file) => new($"{Path.GetFullPath(file)} is there already. Give another name, or --force to replace it.");
}
