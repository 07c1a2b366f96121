using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Backups;

/// <summary>Makes a backup every night, as the settings say; they are read each time it looks.</summary>
/// <param name="work">Makes it.</param>
/// <param name="settings">When, and how many.</param>
/// <param name="home">Whose.</param>
/// <param name="time">The clock.</param>
internal sealed class BackupSchedule(BackupWork work, SettingsStore settings, HomeFolder home, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    // A disk that is full now is so a minute later too.
    private static readonly TimeSpan AfterFailure = TimeSpan.FromHours(1);

    /// <summary>Whether it is time. Pure.</summary>
    /// <param name="now">Now, where the person is.</param>
    /// <param name="hour">The full hour of the setting.</param>
    /// <param name="last">When the last one was made, or what there is to save began; there.</param>
    /// <remarks>A machine that was off at the hour makes up for it when it is on again; a new home waits for its first night.</remarks>
    public static bool IsDue(DateTime now, int hour, DateTime last)
    {
        DateTime due = now.Date.AddHours(hour);
        if (due > now)
        {
            due = due.AddDays(-1);
        }

        return last < due && now - last >= TimeSpan.FromHours(12);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Look, time);
        long? failed = null;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if ((failed is { } at && time.GetElapsedTime(at) < AfterFailure) || !IsWanted() || work.Create(automatic: true) is not { } making)
                {
                    continue;
                }

                await making;
                failed = work.Outcome is { Ok: false } ? time.GetTimestamp() : null;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private bool IsWanted()
    {
        AppSettings current = settings.Current;
        BackupRetention retention = new(current.Get(BackupSettings.KeepDaily), current.Get(BackupSettings.KeepWeekly), current.Get(BackupSettings.KeepMonthly));
        string data = Path.Combine(home.Root, "data");
        return current.Get(BackupSettings.Enabled) && !retention.KeepsNothing && Directory.Exists(data)
            && IsDue(work.Local(), current.Get(BackupSettings.Hour), work.NewestAutomatic() ?? Here(Directory.GetCreationTimeUtc(data)));
    }

    private DateTime Here(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, IdentitySettings.ZoneOf(settings.Current, time.LocalTimeZone));
}
