using System.Globalization;
using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Sqlite;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Cli;

/// <summary>
/// <c>backup</c>, <c>backup list</c>, <c>backup verify</c>. They read a home beside the server that owns it, and never ask it: the
/// databases give a consistent state to every reader.
/// </summary>
internal static class BackupVerb
{
    public static Task<int> RunAsync(string? homePath, string? output, bool includeSecrets, int? keep) => GuardAsync(async cancellationToken =>
    {
        HomeFolder home = HomeFolder.Resolve(homePath);
        (string folder, string? name) = Target(home, output);
        if (keep is not null && name is not null && !BackupFolder.IsOurs(name))
        {
            throw new CliException("--keep needs names that are made of the time: give --output a folder, or leave it out.", ExitStatus.Usage);
        }

        if (includeSecrets)
        {
            await Console.Error.WriteLineAsync("WARNING: this backup will hold SECRETS: the password's hash, the keys of logins, certificates and models, and connection strings. Whoever can read it can act as you. Keep it as safe as a password.");
        }

        BackupResult result;
        using (ProgressLine progress = new())
        {
            result = await BackupWriter.WriteAsync(
                new(home, folder, CommandLine.Version)
                {
                    FileName = name,
                    IncludeSecrets = includeSecrets,
                    Keep = keep,
                    Journal = ExternalJournals.Of(home),
                    SecretFiles = ExternalJournals.SecretFiles(home),
                    Progress = progress,
                },
                cancellationToken);
        }

        foreach (string skipped in result.Skipped)
        {
            await Console.Error.WriteLineAsync($"Left out, since it is no plain file: {skipped}");
        }

        await Console.Out.WriteLineAsync(
            $"{result.Path}: {Count(result.Manifest.Files.Length, "file")}, {Bytes.Format(result.Manifest.TotalBytes)}, packed {Bytes.Format(result.Size)}, {(result.Manifest.Secrets ? "WITH SECRETS" : "without secrets")}.");
        if (NodeConfiguration.Read(home).SharesState)
        {
            await Console.Error.WriteLineAsync("Not in it, since all nodes share them in the database: settings, models and their keys, the password and logins, what the assistant remembers. Back the database up as a whole for them: pg_dump.");
        }

        foreach (string removed in result.Removed)
        {
            await Console.Out.WriteLineAsync($"Deleted the older {removed}.");
        }

        return ExitStatus.Ok;
    });

    public static Task<int> List(string? homePath, string? folder) => GuardAsync(async cancellationToken =>
    {
        string path = Path.GetFullPath(string.IsNullOrEmpty(folder) ? HomeFolder.Resolve(homePath).BackupsFolder : folder);
        BackupListing[] backups = [.. new BackupFolder(path).List(cancellationToken)];
        if (backups.Length == 0)
        {
            await Console.Out.WriteLineAsync($"There are no backups in {path}.");
            return ExitStatus.Ok;
        }

        int width = Math.Max(4, backups.Max(static backup => Path.GetFileName(backup.Path).Length));
        await Console.Out.WriteLineAsync($"{"NAME".PadRight(width)}  {"TIME (UTC)",-19}  {"SIZE",10}  {"VERSION",-9}  SECRETS  VALID");
        foreach (BackupListing backup in backups)
        {
            string time = backup.Manifest?.Created.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "?";
            string secrets = backup.Manifest is { } manifest ? manifest.Secrets ? "yes" : "no" : "?";
            await Console.Out.WriteLineAsync(
                $"{Path.GetFileName(backup.Path).PadRight(width)}  {time,-19}  {Bytes.Format(backup.Size),10}  {backup.Manifest?.Program ?? "?",-9}  {secrets,-7}  {(backup.Problem is null ? "yes" : "no: " + backup.Problem)}");
        }

        return backups.Any(static backup => backup.Problem is not null) ? ExitStatus.Failed : ExitStatus.Ok;
    });

    public static Task<int> Verify(string file) => GuardAsync(async cancellationToken =>
    {
        using ProgressLine progress = new();
        BackupManifest manifest = BackupVerification.Verify(Path.GetFullPath(file), CommandLine.Version, progress, cancellationToken);
        await Console.Out.WriteLineAsync(
            $"{file} is whole: made {manifest.Created.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by Sapphire {manifest.Program}, {Count(manifest.Files.Length, "file")}, {Bytes.Format(manifest.TotalBytes)}, {(manifest.Secrets ? "WITH SECRETS" : "without secrets")}.");
        return ExitStatus.Ok;
    });

    /// <summary>Turns Ctrl-C into a cancelled token, and what storage says into a status.</summary>
    public static async Task<int> GuardAsync(Func<CancellationToken, Task<int>> work)
    {
        using Interruption interruption = new();
        try
        {
            return await work(interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return ExitStatus.Interrupted;
        }
        catch (StorageException e)
        {
            throw new CliException(e.Message, StatusOf(e.Reason), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(e.Message, ExitStatus.Failed, e);
        }
    }

    // A damaged or newer backup says nothing of the home.
    private static int StatusOf(StorageReason reason) => reason switch
    {
        StorageReason.Busy => ExitStatus.HomeHeld,
        StorageReason.Io or StorageReason.ReadOnly => ExitStatus.Home,
        _ => ExitStatus.Failed,
    };

    private static (string Folder, string? Name) Target(HomeFolder home, string? output)
    {
        if (string.IsNullOrEmpty(output))
        {
            return (home.BackupsFolder, null);
        }

        string path = Path.GetFullPath(output);
        return Directory.Exists(path) || Path.EndsInDirectorySeparator(path)
            ? (Path.TrimEndingDirectorySeparator(path), null)
            : (Path.GetDirectoryName(path)!, Path.GetFileName(path));
    }

    private static string Count(int number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";
}
