using System.Diagnostics;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Home;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Kernel.Hosting;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Tests.Hosting;

/// <summary>The composition as a whole: starts, stops, and leaves nothing open.</summary>
public sealed class CompositionTests : IDisposable
{
    private readonly TempFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task All_actors_are_registered_and_a_running_host_stops_within_a_second()
    {
        AssistantHarness sapphire = await AssistantHarness.StartAsync(new(_home.Path));
        foreach (Registered holder in (Registered[])[new(sapphire.Get<IRequiredActor<ChatSession>>().ActorRef.Path.ToString(), "/user/sessions"),
            new(sapphire.Get<IRequiredActor<ScheduleActor>>().ActorRef.Path.ToString(), "/user/schedule"),
            new(sapphire.Get<IRequiredActor<ChatDirectory>>().ActorRef.Path.ToString(), "/user/chats"),
            new(sapphire.Get<IRequiredActor<HomeFeed>>().ActorRef.Path.ToString(), "/user/home")])
        {
            holder.Path.ShouldEndWith(holder.Expected);
        }

        // In the middle of a turn, with readers.
        ChatId chat = await sapphire.CreateAsync();
        await sapphire.SayAsync(chat, "hello");
        LiveRequest request = await sapphire.Model.NextAsync();
        await using ChatReader reader = sapphire.Read(chat);
        request.Say("Well");
        await reader.UntilTextAsync("Well");
        long start = Stopwatch.GetTimestamp();
        await sapphire.StopAsync();
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(5), "about a second on a machine that is not loaded");
        (await request.Ended.Task.WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken)).ShouldBeTrue("the turn goes on");
    }

    [Fact]
    public async Task Another_process_can_write_the_journal_afterwards()
    {
        AssistantHarness sapphire = await AssistantHarness.StartAsync(new(_home.Path));
        await sapphire.CreateAsync("Kept");
        await sapphire.StopAsync();
        HomeFolder home = HomeFolder.Resolve(_home.Path);
        foreach (string file in (string[])[home.JournalFile, .. ((string[])["chats", "search", "usage"]).Select(name => Path.Combine(home.ReadModelsFolder, name + ".1.db")), home.MemoryFile])
        {
            OpenFiles().ShouldNotContain(file);
            using Process other = Process.Start(new ProcessStartInfo("sqlite3", [file, "PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE; CREATE TABLE t (x); ROLLBACK; PRAGMA integrity_check;"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            string output = await other.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            (await other.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
            await other.WaitForExitAsync(TestContext.Current.CancellationToken);
            output.ShouldBe("delete\nok\n");
        }
    }

    private static IEnumerable<string> OpenFiles() => Directory.EnumerateFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget ?? string.Empty);

    private sealed record Registered(string Path, string Expected);
}
