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
    public async Task Of_the_weeks_and_months_that_the_settings_say_the_newest_stays()
    {
        DateTime today = _clock.GetUtcNow().UtcDateTime.Date;
        Directory.CreateDirectory(_home.Folder.BackupsFolder);
        for (int ago = 1; ago <= 120; ago++)
        {
            await File.WriteAllTextAsync(Path.Combine(_home.Folder.BackupsFolder, $"sapphire-auto-{today.AddDays(-ago):yyyyMMdd}-030000.tar.gz"), "older", TestContext.Current.CancellationToken);
        }

        _settings.Update(static s => s.With(BackupSettings.KeepDaily, 0).With(BackupSettings.KeepWeekly, 2).With(BackupSettings.KeepMonthly, 3));
        await _schedule.StartAsync(TestContext.Current.CancellationToken);
        await UntilAsync(() => _work.Outcome is not null && _work.Running is null, "a backup is made");

        // This week and this month have the new one.
        DateTime month = new(today.Year, today.Month, 1);
        DateTime sunday = today.AddDays(today.DayOfWeek == DayOfWeek.Sunday ? -7 : -(int)today.DayOfWeek);
        string made = Files().Where(name => !IsOlder(name)).ShouldHaveSingleItem();
        Files().Where(name => name != made).Select(static name => name[14..22]).ShouldBe(
            new[] { sunday, month.AddDays(-1), month.AddMonths(-1).AddDays(-1) }.Distinct().Order().Select(static day => $"{day:yyyyMMdd}"));

        bool IsOlder(string name) => File.ReadAllText(Path.Combine(_home.Folder.BackupsFolder, name)) == "older";
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
        // The first one is of a day that was missed.
        await UntilAsync(() => _work.Outcome?.Number == 1 && _work.Running is null, "the first backup is made");
        DateTimeOffset early = new(There().Date.AddDays(1).AddHours(19).AddMinutes(50), There().Offset);
        _clock.Advance(early - _clock.GetUtcNow());
        await UntilAsync(() => _work.Outcome?.Number == 2 && _work.Running is null, "the next backup is made");
        There().Hour.ShouldBe(20);
        There().Minute.ShouldBeLessThan(30);

        DateTimeOffset There() => TimeZoneInfo.ConvertTimeBySystemTimeZoneId(_clock.GetUtcNow(), "Asia/Tokyo");
    }
}
