using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Providers;

/// <summary>What a person writes into the files of a home is what the next message is answered with, through the whole program.</summary>
public sealed class HotReloadTests : IAsyncLifetime
{
    private readonly TestHome _home = new();
    private readonly List<TimeSpan> _took = [];
    private ScriptedServer _model = null!;
    private SapphireServer _server = null!;
    private Person _person = null!;

    public async ValueTask InitializeAsync()
    {
        _model = await ScriptedServer.StartAsync();
        _model.Fallback = static request => WordsModel.Reply(request, TimeSpan.Zero);
        _server = await _home.With(_model).StartAsync();
        _person = await Person.AtAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _person.DisposeAsync();
        await _server.DisposeAsync();
        await _model.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Names_the_time_zone_a_prompt_and_a_toolset_hold_for_the_next_message()
    {
        await SettingsAsync(
            static root =>
            {
                root["chat"] = new JsonObject { ["defaults"] = new JsonObject { ["prompt"] = "mine", ["toolset"] = "mine", ["injectDateTime"] = false } };
                root["DEFAULT_USERNAME"] = "Kim";
                root["DEFAULT_AI_NAME"] = "Opal";
                root["TIMEZONE"] = "Asia/Tokyo";
            },
            "Opal");
        await WriteAsync("prompts/prompt_monoliths.json", """{ "mine": "You are {ai_name}. {user_name} lives at {timezone}." }""", "api/prompts", "lives at");
        await WriteAsync("toolsets/toolsets.json", """{ "mine": { "functions": ["calculate"] } }""", "api/toolsets", "mine");
        ChatId chat = await _person.CreateAsync("One");
        await _person.AskAsync(chat, "Hello?");
        Prompt().ShouldBe("You are Opal. Kim lives at UTC+09:00.");
        Tools().ShouldBe(["calculate"]);

        await SettingsAsync(static root => (root["DEFAULT_USERNAME"], root["TIMEZONE"]) = ("Lou", "UTC"), "Lou");
        await WriteAsync("prompts/prompt_monoliths.json", """{ "mine": "I am {ai_name}. {user_name}: {timezone}." }""", "api/prompts", "I am ");
        await WriteAsync("toolsets/toolsets.json", """{ "mine": { "functions": ["get_time", "calculate"] } }""", "api/toolsets", "get_time\",\"calculate");
        await _person.AskAsync(chat, "And now?");
        Prompt().ShouldBe("I am Opal. Lou: UTC+00:00.");
        Tools().Order(StringComparer.Ordinal).ShouldBe(["calculate", "get_time"]);

        // A mistake changes nothing of what is answered with.
        await WriteAsync("prompts/prompt_monoliths.json", "{ \"mine\": ", "api/prompts", "prompt_monoliths.json");
        await WriteAsync("toolsets/toolsets.json", "{\n\"mine\": 7 }", "api/toolsets", "line 2");
        await _person.AskAsync(chat, "And with mistakes?");
        Prompt().ShouldBe("I am Opal. Lou: UTC+00:00.");
        Tools().Length.ShouldBe(2);
    }

    [Fact]
    public async Task How_much_of_a_chat_is_sent_changes_with_the_next_message()
    {
        await SettingsAsync(static root => root["chat"] = new JsonObject { ["defaults"] = new JsonObject { ["toolset"] = "none" } }, "chat");
        ChatId chat = await _person.CreateAsync("Long");
        for (int i = 0; i < 6; i++)
        {
            await _person.AskAsync(chat, $"Number {i}: long 100");
        }

        Messages().Length.ShouldBe(12, "the prompt, all of the chat, and the question");
        await SettingsAsync(static root => root["LLM_MAX_HISTORY"] = 4, "\"LLM_MAX_HISTORY\"");
        MessageView reply = await _person.AskAsync(chat, "Short?");
        Messages().Length.ShouldBeInRange(4, 6);
        reply.Usage!.DroppedMessages!.Value.ShouldBeGreaterThanOrEqualTo(8);

        await SettingsAsync(static root => root["LLM_MAX_HISTORY"] = 0, "");
        reply = await _person.AskAsync(chat, "All again?");
        (reply.Usage!.DroppedMessages ?? 0).ShouldBe(0);
        await SettingsAsync(static root => root["CONTEXT_LIMIT"] = 700, "700");
        reply = await _person.AskAsync(chat, "As fits?");
        reply.Usage!.DroppedMessages!.Value.ShouldBeGreaterThan(0);
    }

    private string Prompt() => Messages()[0].GetProperty("content").GetString()!;

    private string[] Tools() => [.. _model.Chats[^1].Json.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("function").GetProperty("name").GetString()!)];

    private JsonElement[] Messages() => [.. _model.Chats[^1].Json.GetProperty("messages").EnumerateArray()];

    private Task SettingsAsync(Action<JsonObject> change, string shows)
    {
        string file = Path.Combine(_home.Path, "settings.json");
        JsonObject root = (JsonObject)JsonNode.Parse(File.ReadAllText(file))!;
        change(root);
        // What is told of the file is told with the same value only when it was read.
        string mark = $"mark_{Guid.NewGuid():N}".ToUpperInvariant();
        foreach (string old in root.Select(static member => member.Key).Where(static key => key.StartsWith("MARK_", StringComparison.Ordinal)).ToArray())
        {
            root.Remove(old);
        }

        root[mark] = 1;
        return WriteAsync("settings.json", root.ToJsonString(), "api/settings", shows, mark);
    }

    // Written as an editor does, and in force within two seconds.
    private async Task WriteAsync(string name, string content, string path, params string[] shows)
    {
        string file = Path.Combine([_home.Path, .. name.Split('/')]);
        string aside = file + "~";
        await File.WriteAllTextAsync(aside, content);
        File.Move(aside, file, overwrite: true);
        long start = TimeProvider.System.GetTimestamp();
        await Polling.UntilAsync(
            async () =>
            {
                string body = await _server.Http.GetStringAsync(new Uri(path, UriKind.Relative));
                return Array.TrueForAll(shows, one => body.Contains(one, StringComparison.Ordinal));
            },
            $"{path} shows {string.Join(" and ", shows)}");
        _took.Add(TimeProvider.System.GetElapsedTime(start));

        // The middle one: the machine may do something else once.
        if (_took.Count > 2)
        {
            _took.Order().ElementAt(_took.Count / 2).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        }
    }
}
