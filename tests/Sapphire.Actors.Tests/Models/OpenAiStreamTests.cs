using System.Text;
using Microsoft.Extensions.AI;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

/// <summary>What servers send when they answer, with all their deviations.</summary>
public sealed class OpenAiStreamTests : OpenAiTestBase
{
    [Fact]
    public async Task Streams_text_usage_and_finish_reason()
    {
        Server.Enqueue(Answer.Text("Hello there, friend."));
        Reply reply = await AskAsync();
        reply.Text.ShouldBe("Hello there, friend.");
        reply.Usage!.InputTokenCount.ShouldBe(7);
        reply.Usage.OutputTokenCount.ShouldBe(3);
        reply.Finish.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task A_token_arrives_before_the_next_one_is_sent()
    {
        Gate gate = new();
        Server.Enqueue(Answer.Text("One two").PauseAfter(2, gate));
        await using IAsyncEnumerator<ChatResponseUpdate> updates = Client().GetStreamingResponseAsync([new(ChatRole.User, "x")], null, Cancel).GetAsyncEnumerator(Cancel);
        (await updates.MoveNextAsync()).ShouldBeTrue();
        updates.Current.Text.ShouldBe("One ");
        gate.Open();
        (await updates.MoveNextAsync()).ShouldBeTrue();
        updates.Current.Text.ShouldBe("two");
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    [InlineData("\n")]
    public async Task Any_line_end_will_do(string lineEnd)
    {
        Server.Enqueue(Answer.Text("Hello there").WithLineEnds(lineEnd));
        (await AskAsync()).Text.ShouldBe("Hello there");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Chunks_may_be_cut_anywhere(int size)
    {
        Server.Enqueue(Answer.Events([Chunks.Reasoning("Hm — "), .. Chunks.Text("Grüße, 👋 friend"), .. Chunks.ToolCall(0, "c1", "clock", """{"zone":"Zürich"}"""), Chunks.Finish("tool_calls"), "[DONE]"]).SplitEvery(size));
        Reply reply = await AskAsync();
        reply.Summary.ShouldStartWith("Hm — |Grüße, 👋 friend|clock(");
        reply.Calls.Single().Arguments!["zone"]!.ToString().ShouldBe("Zürich");
        reply.Finish.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("eos")]
    [InlineData("eos_token")]
    [InlineData(null)]
    [InlineData("made_up")]
    public async Task An_odd_finish_reason_is_a_stop(string? reason)
    {
        Server.Enqueue(Answer.Events([.. Chunks.Text("Hello there"), Chunks.Finish(reason), "[DONE]"]));
        Reply reply = await AskAsync();
        reply.Text.ShouldBe("Hello there");
        reply.Finish.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task The_finish_reason_may_be_missing()
    {
        Server.Enqueue(Answer.Raw("data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\ndata: [DONE]\n\n"));
        Reply reply = await AskAsync();
        reply.Text.ShouldBe("Hello");
        reply.Finish.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task An_empty_finish_reason_in_each_chunk_ends_nothing()
    {
        Server.Enqueue(Answer.Events(
            """{"choices":[{"delta":{"content":"Hello "},"finish_reason":""}]}""",
            """{"choices":[{"delta":{"content":"there"},"finish_reason":"stop"}]}""",
            """{"choices":[{"delta":{"content":"!"},"finish_reason":"stop"}]}"""));
        (await AskAsync()).Text.ShouldBe("Hello there!");
    }

    [Fact]
    public async Task Done_may_be_missing()
    {
        Server.Enqueue(Answer.Text("Hello there").WithoutLast());
        Reply reply = await AskAsync();
        reply.Text.ShouldBe("Hello there");
        reply.Usage!.OutputTokenCount.ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_neither_says_done_nor_closes_is_not_waited_for()
    {
        Server.Enqueue(Answer.Events([.. Chunks.Text("Hello there"), Chunks.Finish("stop")]).Stall());
        Reply reply = await AskAsync(Client(timeouts: new() { AfterFinish = TimeSpan.FromMilliseconds(50) }));
        reply.Text.ShouldBe("Hello there");
        reply.Finish.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task Comments_keep_alives_other_fields_and_blank_lines_say_nothing()
    {
        Server.Enqueue(Answer.Raw(
            ": keep-alive\n\n", "\n\n\n", "event: message\nid: 7\nretry: 10\ndata: " + Chunks.Content("Hello ") + "\n\n",
            ": PROCESSING\n", "data:\n\n", "data: " + Chunks.Content("there") + "\n\n", "data: [DONE]\n\n"));
        (await AskAsync()).Text.ShouldBe("Hello there");
    }

    [Fact]
    public async Task Data_needs_no_blank_and_may_have_several_lines()
    {
        Server.Enqueue(Answer.Raw("data:" + Chunks.Content("Hello ") + "\n\n", "data: {\"choices\":\ndata: [{\"delta\":\ndata:{\"content\":\"there\"}}]}\n\ndata:[DONE]\n\n"));
        (await AskAsync()).Text.ShouldBe("Hello there");
    }

    [Fact]
    public async Task A_byte_order_mark_is_skipped()
    {
        Server.Enqueue(Answer.Bytes([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("data: " + Chunks.Content("Hello") + "\n\ndata: [DONE]\n\n")]));
        (await AskAsync()).Text.ShouldBe("Hello");
    }

    [Fact]
    public async Task The_last_event_needs_no_blank_line()
    {
        Server.Enqueue(Answer.Raw("data: " + Chunks.Content("Hello") + "\n\n", "data: " + Chunks.Finish("length") + "\n\n", "data: [DONE]"));
        Reply reply = await AskAsync();
        reply.Text.ShouldBe("Hello");
        reply.Finish.ShouldBe(ChatFinishReason.Length);
    }

    [Fact]
    public async Task Content_may_be_null_or_a_list_of_parts()
    {
        Server.Enqueue(Answer.Events(
            """{"choices":[{"delta":{"role":"assistant","content":null,"tool_calls":null}}]}""",
            """{"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]}]}}]}""",
            """{"choices":[{"delta":{"content":[{"type":"text","text":"Hello "},{"type":"text","text":"there"}]}}]}""",
            "[DONE]"));
        Reply reply = await AskAsync();
        reply.Text.ShouldBe("Hello there");
        reply.Reasoning.ShouldBe("Hm.");
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public async Task Reasoning_fields_are_reasoning(string field)
    {
        Server.Enqueue(Answer.Events(
            """{"choices":[{"delta":{"F":"Let me "}}]}""".Replace("F", field, StringComparison.Ordinal),
            """{"choices":[{"delta":{"F":"think.","content":""}}]}""".Replace("F", field, StringComparison.Ordinal),
            Chunks.Content("Yes."), "[DONE]"));
        Reply reply = await AskAsync();
        reply.Reasoning.ShouldBe("Let me think.");
        reply.Text.ShouldBe("Yes.");
    }

    [Fact]
    public async Task The_same_reasoning_under_two_names_counts_once()
    {
        Server.Enqueue(Answer.Events("""{"choices":[{"delta":{"reasoning":"Hm.","reasoning_content":"Hm."}}]}""", Chunks.Content("Yes."), "[DONE]"));
        (await AskAsync()).Reasoning.ShouldBe("Hm.");
    }

    [Fact]
    public async Task Think_tags_are_reasoning_also_when_split_over_chunks()
    {
        Server.Enqueue(Answer.Events(["<", "thi", "nk>", "I am ", "thinking <b>", "</", "think", ">", "\n\n", "Yes, ", "<think> is a tag."]).MapContent());
        Reply reply = await AskAsync();
        reply.Reasoning.ShouldBe("I am thinking <b>");
        reply.Text.ShouldBe("Yes, <think> is a tag.");
    }

    [Fact]
    public async Task What_only_begins_like_a_tag_is_text()
    {
        Server.Enqueue(Answer.Events(["  ", "<th", "ree> ", "is <think>", " 3"]).MapContent());
        (await AskAsync()).Text.ShouldBe("  <three> is <think> 3");
    }

    [Fact]
    public async Task Reasoning_that_never_ends_is_reasoning()
    {
        Server.Enqueue(Answer.Events(["<think>", "on and on </thi"]).MapContent());
        Reply reply = await AskAsync();
        reply.Reasoning.ShouldBe("on and on </thi");
        reply.Text.ShouldBe("");
    }

    [Fact]
    public async Task The_usage_of_each_chunk_is_not_added_up()
    {
        Server.Enqueue(Answer.Events(
            """{"choices":[{"delta":{"content":"Hello "}}],"usage":{"prompt_tokens":5,"completion_tokens":1}}""",
            """{"choices":[{"delta":{"content":"there"}}],"usage":{"prompt_tokens":5,"completion_tokens":2}}""",
            "[DONE]"));
        Reply reply = await AskAsync();
        reply.Usage!.OutputTokenCount.ShouldBe(2);
        reply.Usage.TotalTokenCount.ShouldBe(7);
    }

    [Fact]
    public async Task A_json_answer_to_a_stream_request_is_taken()
    {
        Server.Enqueue(Answer.Json("""
            {"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"<think>Hm.</think>Hello","tool_calls":[{"id":"c1","type":"function","function":{"name":"clock","arguments":"{\"a\":1}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":5,"completion_tokens":2}}
            """));
        (await AskAsync()).Summary.ShouldBe("Hm.|Hello|clock({\"a\":1})|5/2|tool_calls");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("text/html")]
    [InlineData(null)]
    public async Task A_wrong_content_type_does_not_matter(string? type)
    {
        Server.Enqueue(Answer.Text("Hello there").As(type));
        (await AskAsync()).Text.ShouldBe("Hello there");
    }

    [Fact]
    public async Task A_model_may_say_nothing()
    {
        Server.Enqueue(Answer.Text(""));
        Reply reply = await AskAsync();
        reply.Text.ShouldBe("");
        reply.Finish.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task Broken_unicode_is_replaced()
    {
        Server.Enqueue(Answer.Bytes([.. "data: {\"choices\":[{\"delta\":{\"content\":\"a\\ud83d\\n b"u8, 0xFF, .. "c\"}}]}\n\ndata: [DONE]\n\n"u8]));
        (await AskAsync()).Text.ShouldBe("a\uFFFD\n b\uFFFDc");
    }

    [Fact]
    public async Task GetResponse_gathers_the_stream()
    {
        Server.Enqueue(Answer.Text("Hello there"));
        ChatResponse response = await Client().GetResponseAsync([new(ChatRole.User, "x")], null, Cancel);
        response.Text.ShouldBe("Hello there");
        response.Usage!.OutputTokenCount.ShouldBe(2);
    }
}
