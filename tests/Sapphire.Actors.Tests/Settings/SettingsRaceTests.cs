using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.Tests.Hosting;

namespace Sapphire.Actors.Tests.Settings;

/// <summary>A person with an editor, the page and readers at the same time.</summary>
public sealed class SettingsRaceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => _folder.File("settings.json");

    public void Dispose() => _folder.Dispose();

    private void Replace(string content)
    {
        string aside = _folder.File($"{Guid.NewGuid():N}.tmp");
        System.IO.File.WriteAllText(aside, content);
        System.IO.File.Move(aside, File, overwrite: true);
    }

    [Fact]
    public async Task Readers_never_see_half_an_edit_and_a_broken_one_is_never_in_force()
    {
        Replace("""{ "CONTEXT_LIMIT": 1, "LLM_MAX_HISTORY": 1 }""");
        using SettingsStore store = new(File);
        ConcurrentQueue<string> wrong = new();
        using CancellationTokenSource done = new();
        Task[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                AppSettings now = store.Current;
                (int a, int b) = (now.Get(ConversationSettings.ContextLimit), now.Get(ConversationSettings.MaxHistory));
                if (a != b)
                {
                    wrong.Enqueue($"{a} and {b}");
                }
            }
        }))];

        // Every third edit is broken; the page changes something else meanwhile, and reloads come from everywhere.
        Task page = Task.Run(() =>
        {
            for (int i = 1; i <= 60; i++)
            {
                int rounds = (i % 100) + 1;
                store.Update(s => s.With(ToolSettings.MaxRounds, rounds));
                store.Reload();
            }
        });
        for (int i = 2; i <= 200; i++)
        {
            Replace(i % 3 == 0 ? $$"""{ "CONTEXT_LIMIT": {{i}}, "LLM_MAX_HISTORY": """ : $$"""{ "CONTEXT_LIMIT": {{i}}, "LLM_MAX_HISTORY": {{i}}, "mine": {{i}} }""");
        }

        await page;
        Replace("""{ "CONTEXT_LIMIT": 500, "LLM_MAX_HISTORY": 500, "mine": 500 }""");
        store.Reload();
        await done.CancelAsync();
        await Task.WhenAll(readers);
        wrong.ShouldBeEmpty();
        (store.Error, store.Current.Get(ConversationSettings.ContextLimit)).ShouldBe((null, 500));
        store.Update(static s => s.With(ToolSettings.MaxRounds, 7));
        ((int)JsonNode.Parse(await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken))!["mine"]!).ShouldBe(500);
    }

    [Fact]
    public async Task Changes_from_two_programs_on_one_file_follow_each_other()
    {
        using SettingsStore one = new(File);
        using SettingsStore two = new(File);
        for (int i = 1; i <= 5; i++)
        {
            int value = i;
            one.Update(s => s.With(ConversationSettings.ContextLimit, value));
            await AssistantHarness.UntilAsync(() => Task.FromResult(two.Current.Get(ConversationSettings.ContextLimit) == value), "the other program sees it");
            two.Update(s => s.With(ConversationSettings.MaxHistory, value));
            await AssistantHarness.UntilAsync(() => Task.FromResult(one.Current.Get(ConversationSettings.MaxHistory) == value), "and the first one what that did");
        }

        one.Current.Values.ShouldBe(two.Current.Values);
    }
}
