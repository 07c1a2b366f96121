using System.Collections.Concurrent;
using System.Globalization;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Sqlite;
using Sapphire.Web.Cli;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Backups;

/// <summary>Makes and checks the backups of this home, one at a time, in the background.</summary>
/// <param name="home">Whose.</param>
/// <param name="settings">How many are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets what failed.</param>
/// <param name="stopping">Ends what is being done.</param>
internal sealed class BackupWork(HomeFolder home, SettingsStore settings, TimeProvider time, ILogger<BackupWork> logger, CancellationToken stopping)
{
    /// <summary>What the names of backups begin with that were made by themselves.</summary>
    public const string AutomaticPrefix = "sapphire-auto-";

    private const string Stamp = "yyyyMMdd-HHmmss";
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _verified = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _broken = new(StringComparer.Ordinal);
    private int _ended;

    /// <summary>What is being done; null for nothing.</summary>
    public BackupWorkView? Running { get; private set; }

    /// <summary>How the last one ended.</summary>
    public BackupOutcomeView? Outcome { get; private set; }

    /// <summary>When a backup was found whole since the start; null for never.</summary>
    public DateTimeOffset? VerifiedAt(string name) => _verified.TryGetValue(name, out DateTimeOffset at) ? at : null;

    /// <summary>What was found wrong with a backup since the start; null for nothing.</summary>
    public string? ProblemOf(string name) => _broken.GetValueOrDefault(name);

    /// <summary>The newest backup that was made by itself, in the local time of its making; null for none.</summary>
    public DateTime? NewestAutomatic() => Automatic().Select(static b => (DateTime?)b.Made).Max();

    /// <summary>Begins to make a backup; null when something else is being done. The task ends with the work.</summary>
    public Task? Create(bool automatic) => Begin("create", "", async progress =>
    {
        string? name = automatic ? $"{AutomaticPrefix}{Local().ToString(Stamp, CultureInfo.InvariantCulture)}.tar.gz" : null;
        int keep = settings.Current.Get(BackupSettings.KeepManual);
        BackupResult result = await BackupWriter.WriteAsync(
            new(home, home.BackupsFolder, CommandLine.Version)
            {
                FileName = name,
                Keep = automatic || keep == 0 ? null : keep,
                Journal = ExternalJournals.Of(home),
                SecretFiles = ExternalJournals.SecretFiles(home),
                Progress = progress,
                Time = time,
            },
            stopping);
        if (automatic)
        {
            Rotate();
        }

        string made = Path.GetFileName(result.Path);
        return (made, $"{made} is made: {result.Manifest.Files.Length} files, {Bytes.Format(result.Size)}.");
    });

    /// <summary>Begins to check a backup; null when something else is being done. The task ends with the work.</summary>
    public Task? Verify(string name) => Begin("verify", name, progress =>
    {
        BackupManifest manifest = BackupVerification.Verify(Path.Combine(home.BackupsFolder, name), CommandLine.Version, progress, stopping);
        _broken.TryRemove(name, out _);
        _verified[name] = time.GetUtcNow();
        return Task.FromResult((name, $"{name} is whole: {manifest.Files.Length} files, {Bytes.Format(manifest.TotalBytes)}."));
    });

#pragma warning disable MA0022 // Null says that nothing was begun.
    private Task? Begin(string kind, string name, Func<IProgress<BackupProgress>, Task<(string Name, string Message)>> work)
    {
        lock (_gate)
        {
            if (Running is not null || stopping.IsCancellationRequested)
            {
                return null;
            }

            Running = new(kind, name, "", 0, 0);
        }

        return Task.Run(() => RunAsync(kind, name, work), CancellationToken.None);
    }
#pragma warning restore MA0022

    private async Task RunAsync(string kind, string name, Func<IProgress<BackupProgress>, Task<(string Name, string Message)>> work)
    {
        BackupOutcomeView outcome;
        try
        {
            (string done, string message) = await work(new Told(progress => Running = new(kind, name, progress.Step, progress.Done, progress.Total)));
            outcome = new(0, kind, done, true, message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            outcome = new(0, kind, name, false, "Sapphire stopped before it was done.");
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException or CliException)
        {
            logger.LogWarning(e, "A backup failed ({Kind}).", kind);
            if (kind == "verify")
            {
                _verified.TryRemove(name, out _);
                _broken[name] = e.Message;
            }

            outcome = new(0, kind, name, false, e.Message);
        }
        catch (Exception e)
        {
            logger.LogError(e, "A backup failed ({Kind}).", kind);
            outcome = new(0, kind, name, false, $"Something failed inside ({e.GetType().Name}); the log says more.");
        }

        lock (_gate)
        {
            Outcome = outcome with { Number = ++_ended };
            Running = null;
        }
    }

    private void Rotate()
    {
        AppSettings current = settings.Current;
        BackupRetention retention = new(current.Get(BackupSettings.KeepDaily), current.Get(BackupSettings.KeepWeekly), current.Get(BackupSettings.KeepMonthly));
        foreach (string name in retention.Superfluous(Automatic()))
        {
            File.Delete(Path.Combine(home.BackupsFolder, name));
        }
    }

    private IEnumerable<(string Name, DateTime Made)> Automatic()
    {
        if (!Directory.Exists(home.BackupsFolder))
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(home.BackupsFolder, AutomaticPrefix + "*.tar.gz"))
        {
            string name = Path.GetFileName(file);
            if (DateTime.TryParseExact(name[AutomaticPrefix.Length..^".tar.gz".Length], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime made))
            {
                yield return (name, made);
            }
        }
    }

    /// <summary>Now, where the person is.</summary>
    public DateTime Local() => TimeZoneInfo.ConvertTime(time.GetUtcNow(), IdentitySettings.ZoneOf(settings.Current, time.LocalTimeZone)).DateTime;

    // Progress<T> would tell it on another thread, and too late.
    private sealed class Told(Action<BackupProgress> tell) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => tell(value);
    }
}
