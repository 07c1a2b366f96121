using System.Globalization;
using System.Net;
using System.Text.Json;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Persistence.Backup;
using Sapphire.Web.Backups;
using Sapphire.Web.Contracts;
using Sapphire.Web.Json;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Backups;

/// <summary>Backups from the page, and those that are made by themselves.</summary>
public sealed class BackupsEndpointsTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    private static async Task<BackupsView> ViewAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(status, text);
            return JsonSerializer.Deserialize<BackupsView>(text, JsonDefaults.Options)!;
        }
    }

    private static async Task<BackupsView> DoneAsync(Visitor visitor, int number)
    {
        BackupsView view = null!;
        await Eventually.TrueAsync(async () => (view = await ViewAsync(await visitor.GetAsync("/api/backups"))).Outcome?.Number == number, "the work is done");
        view.Running.ShouldBeNull();
        return view;
    }

    [Fact]
    public async Task A_backup_is_made_checked_fetched_and_deleted()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        BackupsView empty = await ViewAsync(await visitor.GetAsync("/api/backups"));
        empty.Backups.ShouldBeEmpty();
        (empty.Folder, empty.Running, empty.Outcome).ShouldBe((_home.Folder.BackupsFolder, null, null));

        await ViewAsync(await visitor.PostAsync("/api/backups", new { }), HttpStatusCode.Accepted);
        BackupsView made = await DoneAsync(visitor, 1);
        made.Outcome!.Ok.ShouldBeTrue(made.Outcome.Message);
        BackupView backup = made.Backups.ShouldHaveSingleItem();
        (backup.Name, backup.Problem, backup.Secrets, backup.Automatic, backup.Verified).ShouldBe((made.Outcome.Name, "", false, false, null));
        backup.Files.ShouldBeGreaterThan(0);

        await ViewAsync(await visitor.PostAsync($"/api/backups/{backup.Name}/verify", new { }), HttpStatusCode.Accepted);
        BackupsView whole = await DoneAsync(visitor, 2);
        whole.Outcome!.Message.ShouldContain("is whole");
        whole.Backups[0].Verified.ShouldNotBeNull();

        byte[] fetched = await visitor.Client.GetByteArrayAsync(new Uri($"/api/backups/{backup.Name}", UriKind.Relative));
        fetched.ShouldBe(await File.ReadAllBytesAsync(Path.Combine(_home.Folder.BackupsFolder, backup.Name)));
        (await ViewAsync(await visitor.SendAsync(HttpMethod.Delete, $"/api/backups/{backup.Name}", null))).Backups.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_damaged_backup_is_found_by_the_check()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        await ViewAsync(await visitor.PostAsync("/api/backups", new { }), HttpStatusCode.Accepted);
        string name = (await DoneAsync(visitor, 1)).Outcome!.Name;
        string file = Path.Combine(_home.Folder.BackupsFolder, name);
        byte[] bytes = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, bytes[..(bytes.Length * 3 / 4)]);
        await ViewAsync(await visitor.PostAsync($"/api/backups/{name}/verify", new { }), HttpStatusCode.Accepted);
        BackupsView view = await DoneAsync(visitor, 2);
        view.Outcome!.Ok.ShouldBeFalse();
        view.Backups.ShouldHaveSingleItem().Problem.ShouldBe(view.Outcome.Message);
    }

    [Theory]
    [InlineData("nothing.tar.gz")]
    [InlineData("..%2Fsettings.json")]
    [InlineData("..%2F..%2Fetc%2Fx.tar.gz")]
    [InlineData("settings.json")]
    public async Task No_name_leads_out_of_the_folder(string name)
    {
        _home.Folder.Create();
        await File.WriteAllTextAsync(_home.Folder.SettingsFile, "{}");
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        (await visitor.GetAsync($"/api/backups/{name}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.SendAsync(HttpMethod.Delete, $"/api/backups/{name}", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        File.Exists(_home.Folder.SettingsFile).ShouldBeTrue();
    }

    [Fact]
    public async Task By_hand_no_more_are_kept_than_the_setting_says_from_then_on()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        SettingsStore settings = server.Host.Services.GetRequiredService<SettingsStore>();
        settings.Update(static s => s.With(BackupSettings.KeepManual, 0));
        for (int i = 1; i <= 3; i++)
        {
            await ViewAsync(await visitor.PostAsync("/api/backups", new { }), HttpStatusCode.Accepted);
            (await DoneAsync(visitor, i)).Backups.Count.ShouldBe(i);
        }

        settings.Update(static s => s.With(BackupSettings.KeepManual, 2));
        await ViewAsync(await visitor.PostAsync("/api/backups", new { }), HttpStatusCode.Accepted);
        (await DoneAsync(visitor, 4)).Backups.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_backup_by_itself_is_told_apart_and_the_older_ones_go_as_the_settings_say()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        SettingsStore settings = server.Host.Services.GetRequiredService<SettingsStore>();
        settings.Update(static s => s.With(BackupSettings.KeepDaily, 1).With(BackupSettings.KeepWeekly, 0).With(BackupSettings.KeepMonthly, 0));
        Directory.CreateDirectory(_home.Folder.BackupsFolder);
        string old = Path.Combine(_home.Folder.BackupsFolder, "sapphire-auto-20200101-030000.tar.gz");
        string byHand = Path.Combine(_home.Folder.BackupsFolder, "sapphire-20200101-030000.tar.gz");
        await File.WriteAllTextAsync(old, "old");
        await File.WriteAllTextAsync(byHand, "mine");
        BackupWork work = server.Host.Services.GetRequiredService<BackupWork>();
        work.NewestAutomatic().ShouldBe(new DateTime(2020, 1, 1, 3, 0, 0));
        await work.Create(automatic: true)!;
        work.Outcome!.Ok.ShouldBeTrue(work.Outcome.Message);
        File.Exists(old).ShouldBeFalse();
        File.Exists(byHand).ShouldBeTrue();
        BackupsView view = await ViewAsync(await visitor.GetAsync("/api/backups"));
        view.Backups.Count(static b => b.Automatic).ShouldBe(1);
        view.Backups.Single(static b => !b.Automatic).Problem.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("2026-03-02 03:00", 3, "2026-03-01 03:05", true)]
    [InlineData("2026-03-02 02:59", 3, "2026-03-01 03:05", false)]
    [InlineData("2026-03-02 09:30", 3, "2026-03-01 03:05", true)]
    [InlineData("2026-03-02 04:00", 3, "2026-03-02 03:00", false)]
    [InlineData("2026-03-02 04:00", 3, "2026-03-02 02:00", false)]
    [InlineData("2026-03-02 00:00", 0, "2026-03-01 00:01", true)]
    [InlineData("2026-03-02 01:00", 3, "2026-02-20 03:00", true)]
    public void It_is_time_once_after_each_hour_of_the_setting(string now, int hour, string last, bool due) =>
        BackupSchedule.IsDue(DateTime.Parse(now, CultureInfo.InvariantCulture), hour, DateTime.Parse(last, CultureInfo.InvariantCulture)).ShouldBe(due);

    [Fact]
    public void The_newest_of_days_weeks_and_months_are_kept_and_nothing_else()
    {
        DateTime first = new(2026, 1, 1, 3, 0, 0);
        (string, DateTime)[] all = [.. Enumerable.Range(0, 120).Select(i => ($"{i:000}", first.AddDays(i)))];
        string[] gone = [.. new BackupRetention(7, 4, 3).Superfluous(all)];
        string[] kept = [.. all.Select(static b => b.Item1).Except(gone)];

        // 30 April 2026 is the last: seven days, the Sundays of the three weeks before, and the ends of March and February.
        kept.ShouldBe(["058", "089", "101", "108", "113", "114", "115", "116", "117", "118", "119"]);
        new BackupRetention(0, 0, 0).Superfluous(all).Length.ShouldBe(119);
        new BackupRetention(0, 0, 0).KeepsNothing.ShouldBeTrue();
    }
}
