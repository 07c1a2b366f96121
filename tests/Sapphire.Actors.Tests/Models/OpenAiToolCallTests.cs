using System.Text.Json;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

/// <summary>Tool calls as servers send them.</summary>
public sealed class OpenAiToolCallTests : OpenAiTestBase
{
    private static string Call(string json) => "{\"choices\":[{\"delta\":{\"tool_calls\":[" + json + "]}}]}";

    private async Task<Reply> CallsAsync(params string[] calls)
    {
        Server.Enqueue(Answer.Events([.. calls.Select(Call), Chunks.Finish("tool_calls"), "[DONE]"]));
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create(() => 1, "get_time"), AIFunctionFactory.Create(() => 1, "set_timer")] };
        return await AskAsync(options: options);
    }

    private static string Flat(Reply reply) => string.Join(' ', reply.Calls.Select(static c => $"{c.CallId}:{c.Name}{Reply.Arguments(c)}"));

    [Fact]
    public async Task A_call_split_over_chunks_is_one_call()
    {
        Server.Enqueue(Answer.ToolCall("set_timer", """{"minutes":5,"label":"tea"}"""));
        Reply reply = await AskAsync();
        Flat(reply).ShouldBe("""call_1:set_timer{"minutes":5,"label":"tea"}""");
        reply.Finish.ShouldBe(ChatFinishReason.ToolCalls);
        reply.Usage!.InputTokenCount.ShouldBe(7);
    }

    [Fact]
    public async Task Parallel_calls_with_mixed_chunks_are_told_apart_by_index() => Flat(await CallsAsync(
        """{"index":0,"id":"a","function":{"name":"get_time","arguments":"{\"x\""}}""",
        """{"index":1,"id":"b","function":{"name":"set_timer","arguments":"{\"y\""}}""",
        """{"index":0,"function":{"arguments":":1}"}}""",
        """{"index":1,"function":{"arguments":":2}"}}""")).ShouldBe("""a:get_time{"x":1} b:set_timer{"y":2}""");

    [Fact]
    public async Task Calls_with_index_always_0_are_told_apart_by_id() => Flat(await CallsAsync(
        """{"index":0,"id":"a","function":{"name":"get_time","arguments":"{\"x\":"}}""",
        """{"index":0,"function":{"arguments":"1}"}}""",
        """{"index":0,"id":"b","function":{"name":"get_time","arguments":""}}""",
        """{"index":0,"function":{"arguments":"{\"x\":2}"}}""")).ShouldBe("""a:get_time{"x":1} b:get_time{"x":2}""");

    [Fact]
    public async Task Calls_with_neither_index_nor_id_are_told_apart_by_name()
    {
        Reply reply = await CallsAsync(
            """{"function":{"name":"get_time","arguments":"{\"x\":"}}""",
            """{"function":{"arguments":"1}"}}""",
            """{"function":{"name":"set_timer","arguments":"{\"y\":2}"}}""",
            """{"function":{"name":"set_timer","arguments":"{\"y\":3}"}}""");
        reply.Calls.Select(static c => c.Name + Reply.Arguments(c)).ShouldBe(["get_time{\"x\":1}", "set_timer{\"y\":2}", "set_timer{\"y\":3}"]);
        reply.Calls.Select(static c => c.CallId).ShouldBeUnique();
        reply.Calls.ShouldAllBe(static c => c.CallId.Length > 5);
    }

    [Fact]
    public async Task Calls_with_one_id_for_all_get_their_own()
    {
        Reply reply = await CallsAsync(
            """{"index":0,"id":"0","function":{"name":"get_time","arguments":"{}"}}""",
            """{"index":1,"id":"0","function":{"name":"set_timer","arguments":"{}"}}""");
        reply.Calls.Select(static c => c.Name).ShouldBe(["get_time", "set_timer"]);
        reply.Calls.Select(static c => c.CallId).ShouldBeUnique();
    }

    [Fact]
    public async Task An_id_may_come_late() => Flat(await CallsAsync(
        """{"index":0,"function":{"name":"get_time"}}""",
        """{"index":0,"id":"late","function":{"arguments":"{\"x\":1}"}}""")).ShouldBe("""late:get_time{"x":1}""");

    [Fact]
    public async Task Id_and_name_may_be_repeated_in_each_chunk() => Flat(await CallsAsync(
        """{"index":0,"id":"a","function":{"name":"get_time","arguments":"{\"x\""}}""",
        """{"index":0,"id":"a","function":{"name":"get_time","arguments":":1"}}""",
        """{"index":0,"id":"a","function":{"name":"get_time","arguments":"}"}}""")).ShouldBe("""a:get_time{"x":1}""");

    [Fact]
    public async Task The_name_alone_may_be_repeated_in_each_chunk()
    {
        Reply reply = await CallsAsync(
            """{"index":0,"function":{"name":"get_time","arguments":"{\"x\""}}""",
            """{"index":0,"function":{"name":"get_time","arguments":":1}"}}""");
        reply.Calls.Single().Name.ShouldBe("get_time");
        Reply.Arguments(reply.Calls[0]).ShouldBe("""{"x":1}""");
    }

    [Fact]
    public async Task A_name_may_be_cut_in_two() => Flat(await CallsAsync(
        """{"index":0,"id":"a","function":{"name":"get_"}}""",
        """{"index":0,"function":{"name":"time"}}""",
        """{"index":0,"function":{"arguments":"{\"x\":1}"}}""")).ShouldBe("""a:get_time{"x":1}""");

    [Fact]
    public async Task The_whole_call_repeated_at_the_end_counts_once() => Flat(await CallsAsync(
        """{"index":0,"id":"a","function":{"name":"get_time","arguments":"{\"x\":1}"}}""",
        """{"index":0,"id":"a","function":{"name":"get_time","arguments":"{\"x\":1}"}}""")).ShouldBe("""a:get_time{"x":1}""");

    [Theory]
    [InlineData("""{"x":1}""", """{"x":1}""")]
    [InlineData("\"\"", "{}")]
    [InlineData("null", "{}")]
    [InlineData("{}", "{}")]
    [InlineData("\"null\"", "{}")]
    [InlineData("\" \"", "{}")]
    [InlineData("""
        "\"{\\\"x\\\":1}\""
        """, """{"x":1}""")]
    public async Task Arguments_may_be_an_object_or_empty_or_encoded_twice(string arguments, string expected) =>
        Flat(await CallsAsync("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"get_time\",\"arguments\":" + arguments + "}}")).ShouldBe("a:get_time" + expected);

    [Fact]
    public async Task Arguments_may_be_missing() =>
        Flat(await CallsAsync("""{"index":0,"id":"a","function":{"name":"get_time"}}""")).ShouldBe("a:get_time{}");

    [Theory]
    [InlineData("\"{\\\"x\\\": oops}\"")]
    [InlineData("[1]")]
    [InlineData("\"7\"")]
    public async Task Bad_arguments_go_on_as_a_call_with_an_error(string arguments)
    {
        Reply reply = await CallsAsync("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"get_time\",\"arguments\":" + arguments + "}}");
        reply.Calls.Single().Exception.ShouldBeOfType<JsonException>();
        reply.Calls[0].Name.ShouldBe("get_time");
    }

    [Fact]
    public async Task A_call_with_the_finish_reason_stop_is_still_a_call()
    {
        Server.Enqueue(Answer.Events([.. Chunks.ToolCall(0, "a", "get_time", "{}"), Chunks.Finish("stop"), "[DONE]"]));
        Reply reply = await AskAsync();
        reply.Calls.Count.ShouldBe(1);
        reply.Finish.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Fact]
    public async Task The_old_function_call_is_taken()
    {
        Server.Enqueue(Answer.Events("""{"choices":[{"delta":{"function_call":{"name":"get_time","arguments":"{\"x\""}}}]}""", """{"choices":[{"delta":{"function_call":{"arguments":":1}"}}}]}""", "[DONE]"));
        Reply reply = await AskAsync();
        (reply.Calls.Single().Name + Reply.Arguments(reply.Calls[0])).ShouldBe("""get_time{"x":1}""");
    }

    [Fact]
    public async Task A_stream_that_ends_within_the_arguments_is_a_cut()
    {
        Server.Enqueue(Answer.Events(Call("""{"index":0,"id":"a","function":{"name":"get_time","arguments":"{\"x\""}}""")));
        (ModelException error, _) = await FailAsync();
        error.Message.ShouldContain("broke in the middle");
    }
}
