using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Files;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Cli;

/// <summary><c>restore</c>; and what every verb does first when one was interrupted.</summary>
internal static class RestoreVerb
{
    public static Task<int> RunAsync(string file, string? homePath) => BackupVerb.GuardAsync(async cancellationToken =>
    {
        HomeFolder home = HomeFolder.Resolve(homePath);
        string archive = Path.GetFullPath(file);
        using HomeLock owned = HomeLock.TryTake(home, "restore", TimeProvider.System) ?? throw Held(home);
        RestoreResult result;
        using (ProgressLine progress = new())
        {
            result = await HomeRestore.RestoreAsync(new(archive, home, CommandLine.Version) { Prove = (prepared, manifest, _) => ProveAsync(home, prepared, manifest), Progress = progress }, cancellationToken);
        }

        await ReportAsync(home, result);
        return ExitStatus.Ok;
    });

    /// <summary>Ends a restore of this home that was interrupted, before anything reads the home.</summary>
    /// <exception cref="CliException">A restore is at work on it now.</exception>
    public static async Task RecoverAsync(string? homePath)
    {
        HomeFolder home = HomeFolder.Resolve(homePath);
        if (!HomeRestore.IsInterrupted(home))
        {
            return;
        }

        int status = await BackupVerb.GuardAsync(async cancellationToken =>
        {
            using HomeLock owned = HomeLock.TryTake(home, "restore", TimeProvider.System) ?? throw Held(home);

            // Another process may have ended it before this one had the lock.
            if (HomeRestore.IsInterrupted(home))
            {
                bool restored = await HomeRestore.RecoverAsync(home, (prepared, _) => Task.FromResult(ExternalJournals.Of(prepared)), cancellationToken);
                await Console.Error.WriteLineAsync(restored
                    ? $"A restore of {home.Root} was interrupted; it is now finished."
                    : $"A restore of {home.Root} was interrupted before it changed anything; what it left is deleted.");
            }

            return ExitStatus.Ok;
        });
        if (status != ExitStatus.Ok)
        {
            throw new CliException($"A restore of {home.Root} was interrupted, and so was ending it. The next start goes on with it.", status);
        }
    }

    private static async Task<IExternalJournal?> ProveAsync(HomeFolder home, HomeFolder prepared, BackupManifest manifest)
    {
        try
        {
            foreach (string secret in ExternalJournals.SecretFiles(prepared))
            {
                CarryOver(home, prepared, secret);
            }

            return ExternalJournals.Of(prepared);
        }
        catch (CliException e) when (manifest.Storage == "sqlite")
        {
            // The chats are worth more than a setting of an older version.
            await Console.Error.WriteLineAsync($"WARNING: the configuration in the backup needs a correction before the next start: {e.Message}");
            return null;
        }
    }

    // A file with a connection string is a secret of the home, wherever it lies: it stays valid where the backup has none.
    private static void CarryOver(HomeFolder home, HomeFolder prepared, string secret)
    {
        string name = Path.GetRelativePath(prepared.Root, secret);
        string present = Path.Combine(home.Root, name);
        if (!name.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(name) && !File.Exists(secret) && File.Exists(present))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(secret)!);
            DurableFile.Write(secret, File.ReadAllBytes(present));
        }
    }

    private static async Task ReportAsync(HomeFolder home, RestoreResult result)
    {
        await Console.Out.WriteLineAsync($"{home.Root} is restored to {result.Manifest.Created.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.");
        if (result.Aside is { } aside)
        {
            await Console.Out.WriteLineAsync($"The home of before is kept in {aside}. To go back, with Sapphire stopped: mv '{home.Root}' '{home.Root}.restored' && mv '{aside}' '{home.Root}'");
        }

        if (result.OldJournal is { } tables)
        {
            await Console.Out.WriteLineAsync($"The tables of before are kept as {tables}.");
        }

        foreach (string key in result.MissingSettings)
        {
            await Console.Error.WriteLineAsync($"WARNING: the backup has no value for {key}, which is a secret. Set it in {home.ConfigurationFile}.");
        }
    }

    private static CliException Held(HomeFolder home) =>
        new($"The home {home.Root} is held by {HomeLock.ReadOwner(home)?.ToString() ?? "another process"}. A restore replaces the home, so stop that one first, then try again.", ExitStatus.HomeHeld);
}
