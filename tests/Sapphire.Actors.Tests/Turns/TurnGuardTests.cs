using System.Text.Json;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Turns;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Turns;

/// <summary>Models, tools and files that behave badly must not make a chat useless, against scripted servers.</summary>
public sealed class TurnGuardTests : IAsyncDisposable
{
    private readonly TurnBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_model_that_looks_again_after_something_has_changed_is_not_stopped()
    {
        ScriptedServer server = await _bench.AddAsync();
        int left = 5;
        _bench.Tools.Add(AIFunctionFactory.Create(() => $"{left--} left", "count"));
        for (int i = 0; i < 5; i++)
        {
            server.Enqueue(Answer.ToolCall("count", "{}"));
        }

        server.Enqueue(Answer.Text("None is left."));
        _bench.User("tell me when none is left");

        await _bench.RunAsync();

        _bench.Errors.ShouldBeEmpty();
        _bench.Said.ShouldBe("None is left.");
        left.ShouldBe(0);
    }

    [Fact]
    public async Task A_model_that_takes_far_less_than_is_believed_is_asked_until_it_fits()
    {
        ScriptedServer server = await _bench.AddAsync();
        server.Fallback = static request => request.Body.Length > 4_000
            ? Answer.Error(400, "This model's maximum context length is 512 tokens.", "context_length_exceeded")
            : Answer.Text("Now it fits.");
        _bench.Talk(120).User("the last question");

        await _bench.RunAsync();

        _bench.Said.ShouldBe("Now it fits.");
        Messages(server.Chats[^1])[^1].GetProperty("content").GetString().ShouldBe("the last question");
    }

    [Fact]
    public async Task A_question_without_an_answer_and_the_next_one_are_sent_as_one_message()
    {
        ScriptedServer server = await _bench.AddAsync();
        server.Enqueue(Answer.Text("Both."));
        _bench.User("one").Assistant().User("two");

        await _bench.RunAsync();

        JsonElement[] sent = Messages(server.Chats.Single());
        sent.Select(static message => message.GetProperty("role").GetString()).ShouldBe(["system", "user"]);
        sent[1].GetProperty("content").GetString().ShouldBe("one\n\ntwo");
    }

    [Fact]
    public async Task A_message_without_words_is_not_sent_empty()
    {
        ScriptedServer server = await _bench.AddAsync();
        server.Enqueue(Answer.Text("Hm?"));
        _bench.User("");

        await _bench.RunAsync();

        Messages(server.Chats.Single())[^1].GetProperty("content").GetString().ShouldBe("(no words)");
    }

    [Fact]
    public async Task A_giant_result_of_a_tool_is_cut_before_it_is_stored()
    {
        ScriptedServer server = await _bench.AddAsync();
        _bench.Tools.Add(AIFunctionFactory.Create(static () => string.Concat(Enumerable.Repeat("😀", ToolRunner.MaxResult)), "read"));
        server.Enqueue(Answer.ToolCall("read", "{}"), Answer.Text("Long."));
        _bench.User("read it");

        await _bench.RunAsync();

        string result = _bench.Results.ShouldHaveSingleItem();
        result.Length.ShouldBeLessThan(ToolRunner.MaxResult + 200);
        result.ShouldEndWith("characters; those after the first 100,000 are left out …]");
    }

    [Fact]
    public async Task Json_of_a_model_that_calls_tools_otherwise_is_shown_to_the_reader()
    {
        const string Quoted = "Such a call looks like this:\n```json\n{\"name\":\"get_time\",\"arguments\":{\"place\":\"Rome\"}}\n```\n";
        ScriptedServer server = await _bench.AddAsync(static model => model with { Model = "m" });
        _bench.Tools.Add(AIFunctionFactory.Create(static (string place) => "12:00 in " + place, "get_time"));
        server.Enqueue(Answer.ToolCall("get_time", """{"place":"Rome"}"""), Answer.Text(Quoted));
        _bench.User("what time is it in Rome, and how did you find out?");

        await _bench.RunAsync();

        _bench.Calls.Count.ShouldBe(1);
        _bench.Said.ShouldBe(Quoted);
    }

    [Fact]
    public void A_server_that_counts_nonsense_spoils_no_sum()
    {
        UsageDetails absurd = new() { InputTokenCount = long.MaxValue, OutputTokenCount = -5 };
        TurnMeter meter = new(TimeProvider.System, TimeProvider.System.GetTimestamp());
        meter.Used(absurd);
        meter.Used(absurd);

        UsageView total = meter.Total(new(1_000_000, 1_000_000, null), 0, 0, 0);

        total.InputTokens.ShouldBe(1_000_000_000);
        total.OutputTokens.ShouldBe(0);
        total.CostUsd.ShouldBe(1_000_000_000m);
    }

    private static JsonElement[] Messages(RecordedRequest request) => [.. request.Json.GetProperty("messages").EnumerateArray()];
}
