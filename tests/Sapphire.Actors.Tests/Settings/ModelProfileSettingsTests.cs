using System.Text.Json.Nodes;
using Sapphire.Actors.Models;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Tests.Settings;

public sealed class ModelProfileSettingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    private async Task<SettingsStore> OpenAsync(string json)
    {
        await File.WriteAllTextAsync(_folder.File("settings.json"), json, Cancel);
        return new(_folder.File("settings.json"));
    }

    [Fact]
    public async Task Every_member_of_a_profile_is_read_and_written_again()
    {
        const string Profile = """{"temperature":0.7,"top_p":0.9,"top_k":40,"min_p":0.05,"max_tokens":4096,"presence_penalty":0.1,"frequency_penalty":-0.1,"repeat_penalty":1.1,"stop":["END"],"seed":7,"reasoning_effort":"high","thinking_budget":2048,"extra":{"mirostat":2},"context_tokens":32768,"sees":true,"prices":{"input":3,"output":15,"cached":0.3}}""";
        using SettingsStore store = await OpenAsync($$"""{ "models": { "profiles": { "a/b": {{Profile}} } } }""");
        store.Error.ShouldBeNull();
        ModelProfile read = store.Current.Models.Profiles["a/b"];
        read.Generation.Stop.ShouldBe(new TextList(["END"]));
        read.Prices.ShouldBe(new ModelPrices(3, 15, 0.3m));
        store.Update(s => s with { Models = s.Models with { Selection = "builtin" } });
        JsonNode written = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("settings.json"), Cancel))!["models"]!["profiles"]!["a/b"]!;
        JsonNode.DeepEquals(written, JsonNode.Parse(Profile)).ShouldBeTrue(written.ToJsonString());
        using SettingsStore again = new(_folder.File("settings.json"));
        again.Current.ShouldBe(store.Current);
    }

    [Fact]
    public async Task The_special_profile_wins_over_the_general_member_by_member()
    {
        using SettingsStore store = await OpenAsync("""
            { "models": { "profiles": {
              "*": { "temperature": 0.1, "top_p": 0.1, "max_tokens": 1, "seed": 1 },
              "one/*": { "temperature": 0.2, "top_p": 0.2, "max_tokens": 2 },
              "m": { "temperature": 0.3, "top_p": 0.3 },
              "one/m": { "temperature": 0.4 }
            } } }
            """);
        store.Current.Models.ProfileOf("one", "m").Generation.ShouldBe(new() { Temperature = 0.4, TopP = 0.3, MaxTokens = 2, Seed = 1 });
        store.Current.Models.ProfileOf("two", "x").Generation.ShouldBe(new() { Temperature = 0.1, TopP = 0.1, MaxTokens = 1, Seed = 1 });
    }

    [Theory]
    [InlineData("""{ "temperature": 3 }""", "temperature", "from 0 to 2")]
    [InlineData("""{ "top_k": 1.5 }""", "top_k", "whole number")]
    [InlineData("""{ "thinking_budget": 5 }""", "thinking_budget", "1024")]
    [InlineData("""{ "reasoning_effort": "very" }""", "reasoning_effort", "low, medium, high")]
    [InlineData("""{ "extra": { "messages": [] } }""", "extra", "must not hold")]
    [InlineData("""{ "prices": { "input": 1 } }""", "prices", "\"output\" is missing")]
    [InlineData("""{ "stop": [1] }""", "stop", "list of texts")]
    public async Task A_value_that_cannot_be_is_an_error_with_its_line(string profile, string member, string expected)
    {
        using SettingsStore store = await OpenAsync($$"""
            { "models": {
              "profiles": {
                "m": {{profile}}
            } } }
            """);
        store.Error.ShouldNotBeNull().Line.ShouldBe(3);
        store.Error.Message.ShouldContain(member);
        store.Error.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task What_a_provider_has_besides_its_address_is_kept()
    {
        using SettingsStore store = await OpenAsync("""{ "models": { "providers": [ { "id": "a", "url": "http://h/v1", "kind": "groq", "fallback": false, "key_variable": "MY_KEY", "timeout": 30, "own": 1 } ] } }""");
        store.Current.Models.Providers.ShouldBe([new("a", "a", "http://h/v1", "", true) { Kind = "groq", Fallback = false, KeyVariable = "MY_KEY", Timeout = 30 }]);
        store.Update(s => s with { Models = s.Models with { Selection = "a" } });
        string text = await File.ReadAllTextAsync(_folder.File("settings.json"), Cancel);
        text.ShouldContain("\"own\": 1");
        using SettingsStore again = new(_folder.File("settings.json"));
        again.Current.ShouldBe(store.Current);
    }
}
