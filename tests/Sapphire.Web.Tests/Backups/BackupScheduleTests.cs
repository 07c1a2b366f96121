using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Web.Backups;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Backups;

/// <summary>The backups that are made by themselves, with the clock moved by hand.</summary>
public sealed class BackupScheduleTests : IAsyncLifetime
{
    // Two days on: the home was made just now, and its first night is over.
    private readonly TestClock _clock = new(new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(2).AddHours(12));
    private readonly TemporaryHome _home = new();
    private SettingsStore _settings = null!;
    private BackupWork _work = null!;
    private BackupSchedule _schedule = null!;

    public async ValueTask InitializeAsync()
    {
        await (await TestServer.StartAsync(_home)).DisposeAsync();
        _settings = new(_home.Folder.SettingsFile);
        _settings.Update(static s => s.With(IdentitySettings.TimeZone, "UTC"));
        _work = new(_home.Folder, _settings, _clock, NullLogger<BackupWork>.Instance, CancellationToken.None);
        _schedule = new(_work, _settings, _home.Folder, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _schedule.StopAsync(CancellationToken.None);
        _schedule.Dispose();
        _settings.Dispose();
        _home.Dispose();
    }

    private string[] Files() => Directory.Exists(_home.Folder.BackupsFolder) ? [.. Directory.GetFiles(_home.Folder.BackupsFolder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)] : [];

    // The schedule looks once a minute; its loop may not have come round yet.
    private Task UntilAsync(Func<bool> condition, string what) => Eventually.TrueAsync(
        () =>
        {
            if (condition())
            {
                return true;
            }

            _clock.Advance(TimeSpan.FromMinutes(1));
            return false;
        },
        what);

    [Fact]
    public async Task One_is_made_each_night_and_the_settings_say_how_many_stay()
    {
        _settings.Update(static s => s.With(BackupSettings.KeepDaily, 2).With(BackupSettings.KeepWeekly, 0).With(BackupSettings.KeepMonthly, 0));
        await _schedule.StartAsync(TestContext.Current.CancellationToken);
        for (int night = 1; night <= 3; night++)
        {
            int expected = night;
            await UntilAsync(() => _work.Outcome?.Number == expected && _work.Running is null, $"backup {night} is made");
            _work.Outcome!.Ok.ShouldBeTrue(_work.Outcome.Message);
            Files().Length.ShouldBe(Math.Min(night, 2));
            _clock.Advance(TimeSpan.FromHours(23));
        }

        Files().ShouldAllBe(static name => name.StartsWith("sapphire-auto-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task None_is_made_while_the_setting_says_so_and_one_when_it_says_so_no_more()
    {
        _settings.Update(static s => s.With(BackupSettings.Enabled, false));
        await _schedule.StartAsync(TestContext.Current.CancellationToken);
        for (int i = 0; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
        }

        Files().ShouldBeEmpty();
        _settings.Update(static s => s.With(BackupSettings.Enabled, true));
        await UntilAsync(() => _work.Outcome is not null, "a backup is made");
        Files().Length.ShouldBe(1);
    }

    [Fact]
    public async Task It_is_made_at_the_hour_and_in_the_time_zone_of_the_settings()
    {
        _settings.Update(static s => s.With(BackupSettings.Hour, 20).With(IdentitySettings.TimeZone, "Asia/Tokyo"));
        await _schedule.StartAsync(TestContext.Current.CancellationToken);
        for (int night = 1; night <= 2; night++)
        {
            int expected = night;
            await UntilAsync(() => _work.Outcome?.Number == expected && _work.Running is null, $"backup {night} is made");
            if (night == 2)
            {
                // The first one may be of a day that was missed.
                TimeZoneInfo.ConvertTimeBySystemTimeZoneId(_clock.GetUtcNow(), "Asia/Tokyo").Hour.ShouldBeInRange(20, 21);
            }
        }
    }

    [Fact]
    public async Task Those_of_sundays_and_of_the_first_of_a_month_are_kept_as_their_settings_say()
    {
        _settings.Update(static s => s.With(BackupSettings.KeepDaily, 1).With(BackupSettings.KeepWeekly, 2).With(BackupSettings.KeepMonthly, 1));
        await _schedule.StartAsync(TestContext.Current.CancellationToken);
        for (int night = 1; night <= 40; night++)
        {
            int expected = night;
            await UntilAsync(() => _work.Outcome?.Number == expected && _work.Running is null, $"backup {night} is made");
            _clock.Advance(TimeSpan.FromHours(23));
        }

        Files().Length.ShouldBeInRange(3, 4, "one of a day, two of Sundays and one of a month, of which one may be two of them");
    }
}
