using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

/// <summary>What is sent to a server.</summary>
public sealed class OpenAiRequestTests : OpenAiTestBase
{
    private async Task<JsonElement> SendAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null)
    {
        Server.Enqueue(Answer.Text("ok"));
        await Client().GetResponseAsync(messages, options, Cancel);
        return Server.Chats[^1].Json;
    }

    private static void ShouldBeJson(JsonElement actual, string expected)
    {
        using JsonDocument document = JsonDocument.Parse(expected);
        JsonElement.DeepEquals(actual, document.RootElement).ShouldBeTrue($"Got {actual.GetRawText()}");
    }

    [Fact]
    public async Task A_conversation_with_tools_is_mapped_exactly()
    {
        JsonElement body = await SendAsync(
        [
            new(ChatRole.System, "Be brief."),
            new(ChatRole.User, "Tea \u0001 \"timer\" – 5 min 👋"),
            new(ChatRole.Assistant, [new TextReasoningContent("secret thought"), new TextContent("On it."), new FunctionCallContent("c1", "set_timer", new Dictionary<string, object?> { ["minutes"] = 5, ["label"] = "tea", ["loud"] = null }), new FunctionCallContent("c2", "get_time") { Exception = new JsonException("bad") }]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "Set."), new FunctionResultContent("c2", null) { Exception = new InvalidOperationException("The arguments are not valid JSON.") }]),
            new(ChatRole.Assistant, []),
            new(ChatRole.User, "And now?"),
        ]);
        ShouldBeJson(body.GetProperty("messages"), """
            [
              {"role":"system","content":"Be brief."},
              {"role":"user","content":"Tea \u0001 \"timer\" – 5 min 👋"},
              {"role":"assistant","content":"On it.","tool_calls":[
                {"id":"c1","type":"function","function":{"name":"set_timer","arguments":"{\"minutes\":5,\"label\":\"tea\",\"loud\":null}"}},
                {"id":"c2","type":"function","function":{"name":"get_time","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"Set."},
              {"role":"tool","tool_call_id":"c2","content":"Error: The arguments are not valid JSON."},
              {"role":"assistant","content":""},
              {"role":"user","content":"And now?"}
            ]
            """);
        body.GetRawText().ShouldNotContain("secret thought");
        ShouldBeJson(body.GetProperty("stream_options"), """{"include_usage":true}""");
        body.GetProperty("stream").GetBoolean().ShouldBeTrue();
        body.GetProperty("model").GetString().ShouldBe("scripted");
        body.TryGetProperty("tools", out _).ShouldBeFalse();
        body.TryGetProperty("tool_choice", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Tools_carry_their_json_schema()
    {
        AIFunction tool = AIFunctionFactory.Create(([Description("How long")] int minutes, string? label = null) => 1, "set_timer", "Sets a timer.");
        JsonElement body = await SendAsync([new(ChatRole.User, "x")], new() { Tools = [tool], ToolMode = ChatToolMode.Auto, Temperature = 0.5f, MaxOutputTokens = 9, StopSequences = ["END"], Instructions = "Be kind." });
        JsonElement function = body.GetProperty("tools")[0].GetProperty("function");
        body.GetProperty("tools")[0].GetProperty("type").GetString().ShouldBe("function");
        function.GetProperty("name").GetString().ShouldBe("set_timer");
        function.GetProperty("description").GetString().ShouldBe("Sets a timer.");
        JsonElement.DeepEquals(function.GetProperty("parameters"), tool.JsonSchema).ShouldBeTrue();
        body.GetProperty("tool_choice").GetString().ShouldBe("auto");
        body.GetProperty("temperature").GetSingle().ShouldBe(0.5f);
        body.GetProperty("max_tokens").GetInt32().ShouldBe(9);
        body.GetProperty("stop")[0].GetString().ShouldBe("END");
        ShouldBeJson(body.GetProperty("messages")[0], """{"role":"system","content":"Be kind."}""");
    }

    [Fact]
    public async Task The_tool_mode_is_mapped()
    {
        AIFunction tool = AIFunctionFactory.Create(() => 1, "t");
        (await SendAsync([new(ChatRole.User, "x")], new() { Tools = [tool], ToolMode = ChatToolMode.None })).GetProperty("tool_choice").GetString().ShouldBe("none");
        (await SendAsync([new(ChatRole.User, "x")], new() { Tools = [tool], ToolMode = ChatToolMode.RequireAny })).GetProperty("tool_choice").GetString().ShouldBe("required");
        ShouldBeJson((await SendAsync([new(ChatRole.User, "x")], new() { Tools = [tool], ToolMode = ChatToolMode.RequireSpecific("t") })).GetProperty("tool_choice"), """{"type":"function","function":{"name":"t"}}""");
    }

    [Fact]
    public async Task Results_of_any_kind_become_text()
    {
        using JsonDocument text = JsonDocument.Parse("\"plain\"");
        using JsonDocument list = JsonDocument.Parse("[1,2]");
        JsonElement body = await SendAsync([new(ChatRole.Tool, [new FunctionResultContent("1", text.RootElement), new FunctionResultContent("2", list.RootElement), new FunctionResultContent("3", null), new FunctionResultContent("4", 7)])]);
        body.GetProperty("messages").EnumerateArray().Select(static m => m.GetProperty("content").GetString()).ShouldBe(["plain", "[1,2]", "", "7"]);
    }

    [Fact]
    public async Task A_lone_surrogate_does_not_break_the_request()
    {
        JsonElement body = await SendAsync([new(ChatRole.User, "a\ud83d b 👋")]);
        body.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe("a\uFFFD b 👋");
    }

    [Fact]
    public async Task The_key_is_a_bearer_token()
    {
        await SendAsync([new(ChatRole.User, "x")]);
        Server.Chats[0].Headers["Authorization"].ShouldBe("Bearer " + Key);
        Server.Chats[0].Headers["Content-Type"].ShouldBe("application/json");
        Server.Chats[0].Path.ShouldBe("/v1/chat/completions");
    }
}
