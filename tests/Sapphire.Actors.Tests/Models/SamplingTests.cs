using System.Text.Json;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Kernel.TestKit;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

/// <summary>How a profile reaches a server, and how often one that is busy is asked.</summary>
public sealed class SamplingTests : OpenAiTestBase
{
    private static readonly GenerationProfile Full = new()
    {
        Temperature = 0.7,
        TopP = 0.9,
        TopK = 40,
        MinP = 0.05,
        MaxTokens = 100,
        PresencePenalty = 0.1,
        FrequencyPenalty = 0.2,
        RepeatPenalty = 1.1,
        Stop = new(["END"]),
        Seed = 7,
        ReasoningEffort = "low",
    };

    private async Task<JsonElement> SentAsync(string kind, GenerationProfile profile, ChatOptions? options = null, string model = "m")
    {
        Server.Enqueue(Answer.Text("ok"));
        OpenAiChatClient client = new(Http, new("Scripted", new(Server.Url), model, null) { Kind = kind }, profile: profile);
        await client.GetResponseAsync([new(ChatRole.User, "x")], options, Cancel);
        return Server.Chats[^1].Json;
    }

    private static string Names(JsonElement body) =>
        string.Join(' ', body.EnumerateObject().Select(static p => p.Name).Where(static n => n is not ("model" or "messages" or "stream" or "stream_options")).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("lmstudio", "frequency_penalty max_tokens min_p presence_penalty reasoning_effort repeat_penalty seed stop temperature top_k top_p")]
    [InlineData("vllm", "frequency_penalty max_tokens min_p presence_penalty reasoning_effort repetition_penalty seed stop temperature top_k top_p")]
    [InlineData("openrouter", "frequency_penalty max_tokens min_p presence_penalty reasoning repetition_penalty seed stop temperature top_k top_p")]
    [InlineData("groq", "frequency_penalty max_tokens presence_penalty reasoning_effort seed stop temperature top_p")]
    [InlineData("openai", "frequency_penalty max_completion_tokens presence_penalty reasoning_effort seed stop temperature top_p")]
    public async Task Each_kind_gets_what_it_takes_by_its_own_names(string kind, string expected) => Names(await SentAsync(kind, Full)).ShouldBe(expected);

    [Fact]
    public async Task A_model_of_openai_that_reasons_gets_no_sampling() =>
        Names(await SentAsync("openai", Full, model: "gpt-5-mini")).ShouldBe("max_completion_tokens reasoning_effort seed stop");

    [Fact]
    public async Task The_calls_own_options_go_before_the_profile_and_the_extra_members_before_all()
    {
        JsonElement body = await SentAsync("lmstudio", Full with { ExtraJson = """{"top_p":0.1,"mirostat":2,"model":"evil"}""" }, new() { Temperature = 0.2f, MaxOutputTokens = 5 });
        body.GetProperty("temperature").GetDouble().ShouldBe(0.2);
        body.GetProperty("max_tokens").GetInt32().ShouldBe(5);
        body.GetProperty("top_p").GetDouble().ShouldBe(0.1);
        body.GetProperty("mirostat").GetInt32().ShouldBe(2);
        body.GetProperty("model").GetString().ShouldBe("m");
        body.GetProperty("top_k").GetInt32().ShouldBe(40);
    }

    [Fact]
    public async Task Without_a_profile_nothing_is_said() => Names(await SentAsync("lmstudio", GenerationProfile.Empty)).ShouldBe("");

    [Theory]
    [InlineData("""Unsupported parameter: 'temperature' is not supported with this model.""", "temperature")]
    [InlineData("""Invalid JSON payload received. Unknown name "seed": Cannot find field.""", "seed")]
    [InlineData("property 'frequency_penalty' is unsupported", "frequency_penalty")]
    [InlineData("Unrecognized request argument supplied: reasoning_effort", "reasoning_effort")]
    [InlineData("`stop` is not supported", "stop")]
    public async Task A_member_that_a_server_refuses_by_name_is_left_out_from_then_on(string refusal, string member)
    {
        OpenAiChatClient client = new(Http, new("Scripted", new(Server.Url), "m", null), profile: Full);
        Server.Enqueue(Answer.Error(400, refusal), Answer.Text("One"), Answer.Text("Two"));
        (await AskAsync(client)).Text.ShouldBe("One");
        (await AskAsync(client)).Text.ShouldBe("Two");
        Server.Chats.Select(r => r.Json.TryGetProperty(member, out _)).ShouldBe([true, false, false]);
        // Nothing else was lost.
        Names(Server.Chats[2].Json).Split(' ').Length.ShouldBe(Names(Server.Chats[0].Json).Split(' ').Length - 1);
    }

    [Fact]
    public async Task A_server_that_wants_the_newer_name_of_the_longest_reply_gets_it_and_several_refusals_are_met_one_after_the_other()
    {
        OpenAiChatClient client = new(Http, new("Scripted", new(Server.Url), "m", null), profile: Full);
        Server.Enqueue(
            Answer.Error(400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."),
            Answer.Error(422, """{"type":"extra_forbidden","loc":["body","min_p"]}"""),
            Answer.Error(400, "Unknown parameter: 'top_k'."),
            Answer.Text("One"));
        (await AskAsync(client)).Text.ShouldBe("One");
        Names(Server.Chats[^1].Json).ShouldBe("frequency_penalty max_completion_tokens presence_penalty reasoning_effort repeat_penalty seed stop temperature top_p");
    }

    [Fact]
    public async Task A_refusal_of_something_else_leaves_everything_in_place()
    {
        OpenAiChatClient client = new(Http, new("Scripted", new(Server.Url), "m", null), profile: Full);
        Server.Enqueue(Answer.Error(400, "The seed of the matter is that you must stop: the temperature is high."), Answer.Error(400, "Bad request."), Answer.Text("One"));
        await Should.ThrowAsync<ModelException>(() => AskAsync(client));
        (await AskAsync(client)).Text.ShouldBe("One");
        Names(Server.Chats[^1].Json).ShouldBe(Names(Server.Chats[0].Json));
    }

    [Fact]
    public async Task Gemini_gets_the_signature_of_its_thinking_back_with_the_call_and_no_other_server_does()
    {
        foreach (string kind in (string[])["gemini", "openai"])
        {
            OpenAiChatClient client = new(Http, new("Scripted", new(Server.Url), "m", null) { Kind = kind });
            Server.Enqueue(
                Answer.Events("""{"choices":[{"index":0,"delta":{"tool_calls":[{"function":{"name":"get_time","arguments":"{}"},"extra_content":{"google":{"thought_signature":"abc=="}}}]},"finish_reason":"tool_calls"}]}""", "[DONE]"),
                Answer.Text("It is noon."));
            ChatResponse called = await client.GetResponseAsync([new(ChatRole.User, "x")], null, Cancel);
            FunctionCallContent call = called.Messages.SelectMany(static m => m.Contents).OfType<FunctionCallContent>().Single();
            // A call without an id gets one.
            call.CallId.ShouldNotBeNullOrEmpty();
            await client.GetResponseAsync([new(ChatRole.User, "x"), new(ChatRole.Assistant, [call]), new(ChatRole.Tool, [new FunctionResultContent(call.CallId, "12:00")])], null, Cancel);
            JsonElement sent = Server.Chats[^1].Json.GetProperty("messages")[1].GetProperty("tool_calls")[0];
            sent.GetProperty("id").GetString().ShouldBe(call.CallId);
            sent.TryGetProperty("extra_content", out JsonElement extra).ShouldBe(kind == "gemini");
            if (kind == "gemini")
            {
                extra.GetProperty("google").GetProperty("thought_signature").GetString().ShouldBe("abc==");
            }
        }
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task A_busy_or_broken_server_is_asked_again_before_the_first_token(int status)
    {
        ManualTimeProvider time = new();
        Server.Enqueue(Answer.Error(status), Answer.Error(status), Answer.Text("Hello"));
        Task<Reply> reply = AskAsync(Client(time, new() { BackOff = TimeSpan.FromSeconds(1) }));
        await Eventually.UntilAsync(() => reply.IsCompleted, () => time.Advance(TimeSpan.FromMilliseconds(200)));
        (await reply).Text.ShouldBe("Hello");
        Server.Chats.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("other")]
    [InlineData("anthropic")]
    public async Task A_wait_for_a_busy_server_ends_at_once_when_the_turn_is_cancelled(string kind)
    {
        ManualTimeProvider time = new();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        IChatClient client = ProviderProtocol.Client(Http, new("Scripted", new(Server.Url), "m", null) { Kind = kind }, time, new() { BackOff = TimeSpan.FromSeconds(1) }, GenerationProfile.Empty);
        Server.Enqueue(Answer.Error(429).Header("Retry-After", "5"), Answer.Text("late"));
        Task asked = client.GetResponseAsync([new(ChatRole.User, "x")], null, stop.Token);
        await Eventually.UntilAsync(() => Server.Requests.Count == 1, static () => { });
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        time.Advance(TimeSpan.FromMinutes(1));
        Server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("other")]
    [InlineData("anthropic")]
    public async Task A_server_that_asks_for_a_long_wait_is_not_waited_for_and_the_reply_says_how_long(string kind)
    {
        ManualTimeProvider time = new();
        IChatClient client = ProviderProtocol.Client(Http, new("Scripted", new(Server.Url), "m", null) { Kind = kind }, time, new() { BackOff = TimeSpan.FromSeconds(1) }, GenerationProfile.Empty);
        Server.Enqueue(Answer.Error(429).Header("Retry-After", "20"), Answer.Text("late"));
        ModelException e = await Should.ThrowAsync<ModelException>(() => client.GetResponseAsync([new(ChatRole.User, "x")], null, Cancel));
        e.Detail.ShouldContain("asks to wait 20 seconds");
        e.CanRetry.ShouldBeTrue();
        Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_the_first_token_it_is_not_asked_again()
    {
        Server.Enqueue(Answer.Text("Hello there").Cut(2), Answer.Text("Again"));
        await Should.ThrowAsync<ModelException>(() => AskAsync(Client(timeouts: new() { BackOff = TimeSpan.FromSeconds(1) })));
        Server.Chats.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(1, 503, null, "", 1000, 2000)]
    [InlineData(2, 503, null, "", 2000, 3000)]
    [InlineData(1, 429, 3000, "", 3000, 3000)]
    [InlineData(1, 429, 60_000, "", null, null)]
    [InlineData(3, 503, null, "", null, null)]
    [InlineData(1, 400, null, "", null, null)]
    [InlineData(1, 401, null, "", null, null)]
    [InlineData(1, 429, null, "insufficient_quota", null, null)]
    public void The_waits_grow_and_end(int attempt, int status, int? retryAfter, string body, int? least, int? most)
    {
        OpenAiTimeouts timeouts = new() { BackOff = TimeSpan.FromSeconds(1), LongestRetryAfter = TimeSpan.FromSeconds(20) };
        TimeSpan? Wait(double random) => BackOff.Wait(attempt, status, retryAfter is { } ms ? TimeSpan.FromMilliseconds(ms) : null, body, timeouts, random);
        Wait(0)?.TotalMilliseconds.ShouldBe(least!.Value);
        Wait(1)?.TotalMilliseconds.ShouldBe(most!.Value);
        (Wait(0) is null).ShouldBe(least is null);
    }

    [Fact]
    public void What_a_server_says_of_its_models_is_read()
    {
        IReadOnlyList<ListedModel> models = ModelList.Parse("""
            { "data": [
              { "id": "a", "max_model_len": 4096 },
              { "id": "b", "type": "vlm", "loaded_context_length": 8192, "max_context_length": 100000 },
              { "id": "c", "context_length": 200000, "architecture": { "input_modalities": ["text", "image"] }, "pricing": { "prompt": "0.000003", "completion": "0.000015", "input_cache_read": "0.0000003" } },
              { "id": "d", "meta": { "n_ctx_train": 32768 } },
              "e"
            ] }
            """)!.Value;
        models.Select(static m => m.ContextTokens).ShouldBe([4096, 8192, 200_000, 32768, null]);
        models.Select(static m => m.Sees).ShouldBe([null, true, true, null, null]);
        models[2].Prices.ShouldBe(new ModelPrices(3, 15, 0.3m));
    }

    [Fact]
    public void What_a_person_sets_goes_before_what_is_known()
    {
        ModelProfile known = ModelFacts.Of("claude-sonnet-4-5", ProviderKinds.Anthropic, null, ModelProfile.Empty);
        (known.ContextTokens, known.Sees, known.Prices).ShouldBe((200_000, true, new ModelPrices(3, 15, 0.3m)));
        ModelFacts.Of("claude-sonnet-4-5", ProviderKinds.Anthropic, new("claude-sonnet-4-5", "") { ContextTokens = 1_000_000 }, new() { Sees = false }).ShouldBe(known with { ContextTokens = 1_000_000, Sees = false });
        ModelFacts.Of("qwen3-8b", "lmstudio", null, ModelProfile.Empty).ShouldBe(ModelProfile.Empty);
        new ModelPrices(3, 15, 0.3m).Of(1000, 100, 400).ShouldBe((600 * 3m + 400 * 0.3m + 100 * 15m) / 1_000_000m);
    }
}
