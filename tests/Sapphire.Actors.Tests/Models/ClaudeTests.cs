using System.Text.Json;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models;
using Sapphire.Actors.Models.Claude;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Kernel.TestKit;
using Sapphire.ScriptedProvider;
using static Sapphire.ScriptedProvider.ClaudeEvents;

namespace Sapphire.Actors.Tests.Models;

/// <summary>Anthropic's protocol through its SDK, against a server that speaks it.</summary>
public sealed class ClaudeTests : IAsyncLifetime
{
    private const string Key = "sk-ant-secret";

    private readonly HttpClient _http = ModelHttp.CreateClient();
    private ScriptedServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ScriptedServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private OpenAiEndpoint Endpoint(string model = "claude-opus-4-7") => new("Anthropic", new(_server.Url), model, Key) { Kind = ProviderKinds.Anthropic };

    private ClaudeChatClient Client(GenerationProfile? profile = null, string model = "claude-opus-4-7", TimeProvider? time = null, OpenAiTimeouts? timeouts = null) =>
        new(_http, Endpoint(model), time, timeouts, profile);

    private async Task<Reply> AskAsync(ClaudeChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options = null)
    {
        Reply reply = new();
        await reply.ReadAsync(client.GetStreamingResponseAsync(messages, options, Cancel));
        return reply;
    }

    private Task<Reply> AskAsync(ClaudeChatClient client) => AskAsync(client, [new(ChatRole.User, "Hi")]);

    private JsonElement Body() => _server.Requests[^1].Json;

    private static ChatOptions WithTool() => new() { Tools = [AIFunctionFactory.Create((string city) => city, "weather", "The weather.")], ToolMode = ChatToolMode.Auto };

    private static string Roles(JsonElement body) => string.Join(',', body.GetProperty("messages").EnumerateArray().Select(static m => m.GetProperty("role").GetString()));

    private static string Types(JsonElement message) => string.Join(',', message.GetProperty("content").EnumerateArray().Select(static c => c.GetProperty("type").GetString()));

    [Fact]
    public async Task Text_is_streamed_with_its_usage_and_the_key_goes_along()
    {
        _server.Enqueue(Answer("end_turn", Text("Hel", "lo")));
        Reply reply = await AskAsync(Client(), [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hi")]);
        reply.Text.ShouldBe("Hello");
        (reply.Usage!.InputTokenCount, reply.Usage.OutputTokenCount, reply.Usage.CachedInputTokenCount).ShouldBe((100, 42, 85));
        RecordedRequest request = _server.Requests.Single();
        request.Path.ShouldBe("/v1/messages");
        request.Headers["Authorization"].ShouldBe("Bearer " + Key);
        request.Headers.ContainsKey("anthropic-version").ShouldBeTrue();
        Body().GetProperty("model").GetString().ShouldBe("claude-opus-4-7");
        Body().GetProperty("max_tokens").GetInt32().ShouldBe(8192);
        Body().GetProperty("stream").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task What_stays_the_same_is_marked_for_the_cache()
    {
        _server.Enqueue(Answer("end_turn", Text("Hello")));
        await AskAsync(Client(), [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hi")]);
        Body().GetProperty("system")[0].GetProperty("cache_control").GetProperty("type").GetString().ShouldBe("ephemeral");
        Body().GetProperty("cache_control").GetProperty("type").GetString().ShouldBe("ephemeral");
    }

    [Fact]
    public async Task Thinking_is_kept_apart_and_sent_back_word_for_word_with_its_calls()
    {
        _server.Enqueue(Answer("tool_use", Thinking("Let me look.", "sig-1"), Text("Looking."), Call("toolu_1", "weather", """{"city":"Bonn"}""")), Answer("end_turn", Text("Sunny.")));
        ClaudeChatClient client = Client(new() { ThinkingBudget = 2048 }, "claude-sonnet-4-5");
        Reply first = await AskAsync(client, [new(ChatRole.User, "Weather?")], WithTool());
        (first.Reasoning, first.Text).ShouldBe(("Let me look.", "Looking."));
        first.Calls.Single().Arguments!["city"]!.ToString().ShouldBe("Bonn");
        JsonElement asked = Body();
        asked.GetProperty("thinking").GetProperty("budget_tokens").GetInt32().ShouldBe(2048);
        asked.TryGetProperty("temperature", out _).ShouldBeFalse();

        // The turn sends back text and calls only.
        await AskAsync(
            client,
            [
                new(ChatRole.User, "Weather?"),
                new(ChatRole.Assistant, [new TextContent("Looking."), new FunctionCallContent("toolu_1", "weather", first.Calls[0].Arguments)]),
                new(ChatRole.Tool, [new FunctionResultContent("toolu_1", "sun")]),
            ],
            WithTool());
        JsonElement assistant = Body().GetProperty("messages")[1];
        Types(assistant).ShouldBe("thinking,text,tool_use");
        assistant.GetProperty("content")[0].GetProperty("thinking").GetString().ShouldBe("Let me look.");
        assistant.GetProperty("content")[0].GetProperty("signature").GetString().ShouldBe("sig-1");
        Body().GetProperty("thinking").GetProperty("type").GetString().ShouldBe("enabled");
    }

    [Fact]
    public async Task In_an_exchange_whose_thinking_is_not_known_it_does_not_think()
    {
        _server.Enqueue(Answer("end_turn", Text("Sunny.")));
        await AskAsync(
            Client(new() { ThinkingBudget = 2048 }, "claude-sonnet-4-5"),
            [new(ChatRole.User, "Weather?"), new(ChatRole.Assistant, [new FunctionCallContent("call_9", "weather", null)]), new(ChatRole.Tool, [new FunctionResultContent("call_9", "sun")])],
            WithTool());
        Body().TryGetProperty("thinking", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_conversation_that_another_provider_began_becomes_one_that_is_taken()
    {
        _server.Enqueue(Answer("end_turn", Text("ok")));
        await AskAsync(
            Client(),
            [
                new(ChatRole.Assistant, "I began."),
                new(ChatRole.User, "  "),
                new(ChatRole.User, "Weather?"),
                new(ChatRole.Assistant, [new FunctionCallContent("call:1|odd", "weather", new Dictionary<string, object?> { ["city"] = "Bonn" }), new FunctionCallContent("call_2", "weather", null)]),
                new(ChatRole.Tool, [new FunctionResultContent("call:1|odd", "")]),
                new(ChatRole.Tool, [new FunctionResultContent("gone", "left over")]),
                new(ChatRole.User, "And?"),
                new(ChatRole.Assistant, [new FunctionCallContent("call_3", "weather", null)]),
            ],
            WithTool());
        JsonElement body = Body();
        Roles(body).ShouldBe("user,assistant,user,assistant,user,assistant,user");
        JsonElement calls = body.GetProperty("messages")[3].GetProperty("content");
        JsonElement results = body.GetProperty("messages")[4].GetProperty("content");
        string[] ids = [.. calls.EnumerateArray().Select(static c => c.GetProperty("id").GetString()!)];
        ids.ShouldAllBe(static id => id.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_' || c == '-'));
        JsonElement[] answered = [.. results.EnumerateArray().Where(static c => c.GetProperty("type").GetString() == "tool_result")];
        answered.Select(static c => c.GetProperty("tool_use_id").GetString()!).ShouldBe(ids, ignoreOrder: true);
        results.GetRawText().ShouldContain("(empty result)");
        results.GetRawText().ShouldContain("(no result)");
        results.GetRawText().ShouldContain("left over");
        body.GetProperty("messages")[6].GetRawText().ShouldContain("(no result)");
    }

    [Fact]
    public async Task Without_tools_old_calls_are_told_in_words()
    {
        _server.Enqueue(Answer("end_turn", Text("ok")));
        await AskAsync(Client(), [new(ChatRole.User, "Weather?"), new(ChatRole.Assistant, [new FunctionCallContent("c", "weather", null)]), new(ChatRole.Tool, [new FunctionResultContent("c", "sun")]), new(ChatRole.User, "Thanks")]);
        string body = _server.Requests[^1].Body;
        body.ShouldNotContain("tool_use");
        body.ShouldNotContain("tool_result");
        body.ShouldContain("weather");
        body.ShouldContain("sun");
    }

    [Fact]
    public async Task An_image_is_sent_as_one()
    {
        _server.Enqueue(Answer("end_turn", Text("A cat.")));
        await AskAsync(Client(), [new(ChatRole.User, [new DataContent(new byte[] { 1, 2, 3 }, "image/png")])]);
        JsonElement block = Body().GetProperty("messages")[0].GetProperty("content")[0];
        block.GetProperty("type").GetString().ShouldBe("image");
        block.GetProperty("source").GetProperty("media_type").GetString().ShouldBe("image/png");
        block.GetProperty("source").GetProperty("data").GetString().ShouldBe("AQID");
    }

    [Fact]
    public async Task A_profile_is_applied_and_an_effort_is_left_to_the_model()
    {
        _server.Enqueue(Answer("end_turn", Text("ok")), Answer("end_turn", Text("ok")));
        await AskAsync(Client(new() { Temperature = 0.5, TopP = 0.9, MaxTokens = 99, Stop = new(["END"]), ExtraJson = """{"service_tier":"auto"}""" }));
        JsonElement body = Body();
        body.GetProperty("temperature").GetDouble().ShouldBe(0.5);
        body.TryGetProperty("top_p", out _).ShouldBeFalse();
        body.GetProperty("max_tokens").GetInt32().ShouldBe(99);
        body.GetProperty("stop_sequences")[0].GetString().ShouldBe("END");
        body.GetProperty("service_tier").GetString().ShouldBe("auto");
        await AskAsync(Client(new() { ReasoningEffort = "high", Temperature = 0.5 }));
        Body().GetProperty("thinking").GetProperty("type").GetString().ShouldBe("adaptive");
        Body().TryGetProperty("temperature", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Sampling_that_a_model_refuses_is_left_out_from_then_on()
    {
        ClaudeChatClient client = Client(new() { Temperature = 0.5 });
        _server.Enqueue(Error(400, "invalid_request_error", "`temperature` is not supported by this model."), Answer("end_turn", Text("one")), Answer("end_turn", Text("two")));
        (await AskAsync(client)).Text.ShouldBe("one");
        (await AskAsync(client)).Text.ShouldBe("two");
        _server.Requests.Select(static r => r.Json.TryGetProperty("temperature", out _)).ShouldBe([true, false, false]);
    }

    [Fact]
    public async Task An_overloaded_server_is_asked_again_with_growing_waits()
    {
        ManualTimeProvider time = new();
        _server.Enqueue(Error(529, "overloaded_error", "Overloaded"), Error(529, "overloaded_error", "Overloaded"), Answer("end_turn", Text("Here.")));
        Task<Reply> reply = AskAsync(Client(time: time, timeouts: new() { BackOff = TimeSpan.FromSeconds(1) }));
        await Eventually.UntilAsync(() => reply.IsCompleted, () => time.Advance(TimeSpan.FromMilliseconds(500)));
        (await reply).Text.ShouldBe("Here.");
        _server.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(401, "authentication_error", "invalid x-api-key sk-ant-secret", "refuses the key")]
    [InlineData(404, "not_found_error", "model: claude-x", "does not know the model")]
    [InlineData(400, "invalid_request_error", "Your credit balance is too low to access the API", "no credit")]
    [InlineData(429, "rate_limit_error", "Too many", "asked too often")]
    [InlineData(500, "api_error", "Broken", "Try again")]
    public async Task An_error_is_told_with_what_to_do_and_without_the_servers_words(int status, string type, string message, string advice)
    {
        _server.Enqueue(Error(status, type, message));
        ModelException error = await Should.ThrowAsync<ModelException>(() => AskAsync(Client()));
        error.Message.ShouldStartWith($"Anthropic answered {status}");
        error.Detail.ShouldContain(advice);
        (error + error.Detail).ShouldNotContain(Key);
    }

    [Fact]
    public async Task An_error_within_the_stream_is_told()
    {
        _server.Enqueue(ScriptedProvider.Answer.Raw(Event("message_start", """{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"c","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}"""), Event("error", """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""")));
        ModelException error = await Should.ThrowAsync<ModelException>(() => AskAsync(Client()));
        error.CanRetry.ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_is_told()
    {
        _server.Enqueue(Answer("end_turn", Text("Hel", "lo")).Cut(4));
        ModelException error = await Should.ThrowAsync<ModelException>(() => AskAsync(Client()));
        error.Message.ShouldContain("broke in the middle");
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up()
    {
        ManualTimeProvider time = new();
        _server.Enqueue(Answer("end_turn", Text("Hel", "lo")).Stall(4));
        Task<Reply> reply = AskAsync(Client(time: time));
        await Eventually.UntilAsync(() => reply.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(5)));
        (await Should.ThrowAsync<ModelException>(() => reply)).Message.ShouldContain("stopped in the middle");
    }

    [Fact]
    public async Task The_list_of_models_is_the_health_check_and_costs_nothing()
    {
        _server.Pages["/v1/models"] = ClaudeEvents.Models("claude-opus-4-7", "claude-haiku-4-5");
        IReadOnlyList<ListedModel> models = await ClaudeClients.ListAsync(_http, Endpoint(), TimeProvider.System, TimeSpan.FromSeconds(20), Cancel);
        models.Select(static m => m.Id).ShouldBe(["claude-opus-4-7", "claude-haiku-4-5"]);
        models[0].ContextTokens.ShouldBe(200_000);
        _server.Requests.Single().Headers["Authorization"].ShouldBe("Bearer " + Key);
    }
}
