using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>The page while nothing can be saved.</summary>
public sealed class StorageTests(Chromium chromium) : EndToEndTest(chromium)
{
    private const string Configuration = "sapphire.chat.passivate-after = 1 s";

    [Fact]
    public async Task A_full_disk_is_told_and_what_was_typed_is_kept_and_sent_when_there_is_space()
    {
        TmpfsFolder? disk = TmpfsFolder.TryMount(8);
        string home = Home;
        if (disk is not null)
        {
            Own(disk);
            home = disk.Path;
        }

        Directory.CreateDirectory(home);
        await File.WriteAllTextAsync(Path.Combine(home, "sapphire.conf"), Configuration);
        SapphireServer server = Own(await SapphireServer.StartAsync(home));
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplyIsAsync("completed");
        string first = visit.ChatId;
        await visit.GoAsync("/");
        await visit.SayAsync("What is 4 times 4?");
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.Find("storage-problem")).ToHaveCountAsync(0);

        IDisposable fault = disk is null ? Lock(home) : Fill(home);
        // A chat that could not store something starts anew, and cannot be measured in that moment: the gauge then shows nothing.
        visit.Allow("status of 503");
        string large = Noise(60_000);
        await visit.SayAsync(large);
        await Expect(visit.Find("storage-problem")).ToBeVisibleAsync();
        await Expect(visit.Find("storage-problem")).ToHaveAttributeAsync("data-reason", disk is null ? "busy" : "full");
        await Expect(visit.Find("storage-problem")).ToContainTextAsync(disk is null ? "Close that program" : "Free some space");
        await Expect(visit.Find("storage-problem")).Not.ToContainTextAsync("SQLite");
        await Expect(visit.Said.Last).ToHaveAttributeAsync("data-status", "unsent");
        await Expect(Visit.Text(visit.Said.Last)).ToContainTextAsync(large[..100]);
        (await server.Http.GetStringAsync("healthz")).ShouldBe("""{"status":"degraded","degraded":["journal"]}""");

        // A chat that has left the memory opens; what is typed there is kept too, and so after a reload.
        await visit.GoAsync($"/c/{first}");
        await Expect(visit.Messages).ToHaveCountAsync(2);
        await visit.LastReplySaysAsync("9");
        await visit.SayAsync("What is 5 times 5?");
        await Expect(visit.Said.Last).ToHaveAttributeAsync("data-status", "unsent");
        await visit.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await visit.ConnectedAsync();
        await Expect(visit.Said.Last).ToHaveAttributeAsync("data-status", "unsent");
        await Expect(Visit.Text(visit.Said.Last)).ToHaveTextAsync("What is 5 times 5?");
        await Expect(visit.Find("storage-problem")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "with the banner");
        await Look.PictureAsync(visit, "storage-full.png");

        fault.Dispose();
        await Expect(visit.Find("storage-problem")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await visit.LastReplySaysAsync("25");
        await Expect(visit.Said).ToHaveCountAsync(2);
        await ShowsWhatIsStoredAsync(visit, server);
        (await server.Http.GetStringAsync("healthz")).ShouldBe("""{"status":"ok"}""");
        (await Stored.HomeAsync(server)).GetProperty("chats").GetArrayLength().ShouldBe(2);
    }

    private static string Noise(int length)
    {
        // Words that do not become smaller.
        Random random = new(1);
        return string.Concat(Enumerable.Range(0, length).Select(i => i % 8 == 7 ? ' ' : (char)('!' + random.Next(90)))).Replace('`', '.').Replace('*', '.').Replace('<', '.').Replace('[', '.').Replace('_', '.').Replace('#', '.');
    }

    private static Ballast Fill(string home)
    {
        string path = Path.Combine(home, "ballast");
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }

        return new(path);
    }

    private static SqliteConnection Lock(string home)
    {
        SqliteConnection held = new($"Data Source={Path.Combine(home, "data", "journal.db")};Pooling=False");
        held.Open();
        using SqliteCommand begin = held.CreateCommand();
        begin.CommandText = "BEGIN EXCLUSIVE";
        begin.ExecuteNonQuery();
        return held;
    }

    private sealed class Ballast(string path) : IDisposable
    {
        public void Dispose() => File.Delete(path);
    }
}
