using System.Text.Json;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Context;
using Sapphire.Actors.Images;
using Sapphire.Actors.Models;
using Sapphire.Actors.Tests.Images;
using Sapphire.Actors.Turns;
using Sapphire.Persistence.Blobs;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Turns;

/// <summary>What a model is sent, and what a reply cost, against scripted servers.</summary>
public sealed class TurnContextTests : IAsyncDisposable
{
    private readonly TurnBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_long_chat_is_cut_to_what_the_model_takes_and_the_reply_says_how_much()
    {
        ScriptedServer server = await _bench.AddAsync(static model => model with { ContextTokens = 600 });
        server.Enqueue(Answer.Text("Short."));
        _bench.Talk(100).User("the last question");

        TurnOutcome outcome = await _bench.RunAsync();

        JsonElement[] sent = Messages(server.Chats.Single());
        sent[0].GetProperty("content").GetString().ShouldBe("You are.");
        sent[1].GetProperty("role").GetString().ShouldBe("user");
        sent[^1].GetProperty("content").GetString().ShouldBe("the last question");
        sent.Length.ShouldBeInRange(10, 80);
        outcome.Usage!.DroppedMessages.ShouldBe(201 - (sent.Length - 1));
        outcome.Usage.SystemPromptTokens!.Value.ShouldBeInRange(3, 12);
    }

    [Fact]
    public async Task A_model_that_says_the_chat_is_too_long_gets_less_of_it_once()
    {
        ScriptedServer server = await _bench.AddAsync();
        server.Fallback = static request => request.Body.Length > 12_000
            ? Answer.Error(400, "This model's maximum context length is 2048 tokens.", "context_length_exceeded")
            : Answer.Text("Now it fits.");
        _bench.Talk(120).User("the last question");

        TurnOutcome outcome = await _bench.RunAsync();

        _bench.Said.ShouldBe("Now it fits.");
        outcome.Usage!.DroppedMessages!.Value.ShouldBeGreaterThan(50);
        Messages(server.Chats[^1])[^1].GetProperty("content").GetString().ShouldBe("the last question");
    }

    [Fact]
    public async Task A_model_that_takes_nothing_at_all_is_not_asked_for_ever()
    {
        ScriptedServer server = await _bench.AddAsync();
        server.Fallback = static _ => Answer.Error(400, "The prompt exceeds the context length.", "context_length_exceeded");
        _bench.Talk(50).User("the last question");

        ModelException failure = await Should.ThrowAsync<ModelException>(_bench.RunAsync);

        failure.TooLong.ShouldBeTrue();
        failure.Detail.ShouldContain("too long");
        // Each of four sizes, twice: a refusal may be of an option that the server does not know.
        server.Chats.Count.ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public async Task Each_model_that_is_tried_gets_as_much_as_it_takes()
    {
        ScriptedServer large = await _bench.AddAsync(static model => model with { ContextTokens = 100_000 });
        ScriptedServer small = await _bench.AddAsync(static model => model with { ContextTokens = 500 });
        large.Enqueue(Answer.Error(500));
        small.Enqueue(Answer.Text("Hello."));
        _bench.Talk(60).User("the last question");

        TurnOutcome outcome = await _bench.RunAsync();

        Messages(large.Chats[0]).Length.ShouldBe(122);
        Messages(small.Chats[0]).Length.ShouldBeLessThan(60);
        outcome.ProviderId.ShouldBe("p2");
    }

    [Fact]
    public async Task The_settings_of_the_home_bound_models_of_which_nothing_is_known()
    {
        ScriptedServer server = await _bench.AddAsync();
        server.Enqueue(Answer.Text("Hello."));
        _bench.Prompts = new(new(), static () => new(ContextLimit: 0, MaxHistory: 6), null);
        _bench.Talk(60).User("the last question");

        (await _bench.RunAsync()).Usage!.DroppedMessages.ShouldBe(114);
        Messages(server.Chats[0]).Length.ShouldBe(8);
    }

    [Fact]
    public async Task A_reply_says_its_tokens_its_times_and_its_price()
    {
        ScriptedServer server = await _bench.AddAsync(static model => model with { Prices = new(2m, 10m, 0.5m) });
        server.Enqueue(Answer.Events(
            Chunks.Role(),
            Chunks.Reasoning("Let me think."),
            Chunks.Content("Hi."),
            Chunks.Finish("stop"),
            """{"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":200,"prompt_tokens_details":{"cached_tokens":400},"completion_tokens_details":{"reasoning_tokens":150}}}""",
            "[DONE]"));
        _bench.User("hello");

        UsageView usage = (await _bench.RunAsync()).Usage.ShouldNotBeNull();

        _bench.Thought.ShouldBe("Let me think.");
        _bench.Said.ShouldBe("Hi.");
        (usage.InputTokens, usage.OutputTokens, usage.ReasoningTokens, usage.CachedTokens).ShouldBe((1000, 200, 150, 400));
        usage.CostUsd.ShouldBe(((600 * 2m) + (400 * 0.5m) + (200 * 10m)) / 1_000_000m);
        usage.FirstTokenMs!.Value.ShouldBeLessThanOrEqualTo(usage.DurationMs!.Value);
        usage.DroppedMessages.ShouldBe(0);
    }

    [Fact]
    public async Task A_call_that_was_written_as_text_runs_and_the_reader_does_not_see_it()
    {
        ScriptedServer server = await _bench.AddAsync();
        _bench.Tools.Add(AIFunctionFactory.Create((string place) => $"12:00 in {place}", "get_time"));
        server.Enqueue(Answer.Text("""Let me look. <tool_call>{"name": "get_time", "arguments": {"place": "Rome"}}</tool_call>""").SplitEvery(5), Answer.Text("It is noon."));
        _bench.User("What time is it in Rome?");

        await _bench.RunAsync();

        _bench.Said.ShouldBe("Let me look. It is noon.");
        _bench.Calls.ShouldHaveSingleItem().ShouldBe(new ToolInvocation("text_call_1", "get_time", """{"place":"Rome"}"""));
        server.Chats[1].Body.ShouldContain("12:00 in Rome");
    }

    [Fact]
    public async Task A_model_that_calls_the_same_again_and_again_is_stopped_and_must_answer()
    {
        ScriptedServer server = await _bench.AddAsync();
        int ran = 0;
        _bench.Tools.Add(AIFunctionFactory.Create((string query) => $"{query} is not there, not even at the {(Interlocked.Increment(ref ran) > 0 ? "end" : "")}", "find"));
        server.Fallback = static request => request.Json.TryGetProperty("tool_choice", out JsonElement choice) && choice.GetString() == "none"
            ? Answer.Text("Here is what I know.")
            : Answer.ToolCall("find", """{"query":"x"}""");
        _bench.User("find it");

        await _bench.RunAsync();

        ran.ShouldBe(2);
        _bench.Errors.ShouldHaveSingleItem().ShouldContain("3 times with the same arguments");
        _bench.Said.ShouldBe("Here is what I know.");
    }

    [Fact]
    public async Task A_model_that_does_not_stop_calling_fails_with_what_to_do()
    {
        ScriptedServer server = await _bench.AddAsync();
        _bench.Tools.Add(AIFunctionFactory.Create((string query) => query, "find"));
        server.Fallback = static _ => Answer.ToolCall("find", """{"query":"x"}""");
        _bench.User("find it");

        ModelException failure = await Should.ThrowAsync<ModelException>(_bench.RunAsync);

        failure.Message.ShouldBe("m1 (m1) called find again and again and has no answer.");
        server.Chats.Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_other_models_said_and_called_before_is_sent_in_a_form_that_every_provider_takes()
    {
        ScriptedServer server = await _bench.AddAsync();
        server.Enqueue(Answer.Text("Yes."));
        _bench.User("one").Assistant(new ReasoningPart("secret thoughts"), new ToolPart("toolu:01/x", "find", "{}", "found", null, 1), new TextPart("There."));
        _bench.User("two").Assistant(new ToolPart("call_1", "find", "{}", null, null, null));
        _bench.User("three").Assistant(new ToolPart("call_1", "find", "{\"a\":1}", null, "It broke.", 1), new TextPart("Hm."));
        _bench.User("four");

        await _bench.RunAsync();

        JsonElement[] sent = Messages(server.Chats[0]);
        string[] calls = [.. sent.Where(static m => m.TryGetProperty("tool_calls", out _)).SelectMany(static m => m.GetProperty("tool_calls").EnumerateArray()).Select(static c => c.GetProperty("id").GetString()!)];
        string[] results = [.. sent.Where(static m => m.GetProperty("role").GetString() == "tool").Select(static m => m.GetProperty("tool_call_id").GetString()!)];
        calls.ShouldBe(["toolu01x", "call_1", "call_1-2"]);
        results.ShouldBe(calls);
        sent.Where(static m => m.GetProperty("role").GetString() == "tool").Select(static m => m.GetProperty("content").GetString()).ShouldBe(["found", "Error: The tool was stopped before it returned.", "Error: It broke."]);
        server.Chats[0].Body.ShouldNotContain("secret thoughts");
    }

    [Fact]
    public async Task Images_go_to_models_that_see_and_words_to_those_that_do_not()
    {
        string folder = Directory.CreateTempSubdirectory("sapphire-test-").FullName;
        try
        {
            await using FileBlobStore blobs = new(folder);
            ImageStore images = new(blobs);
            StoredImage image = await images.SaveAsync(SampleImages.Png(640, 480), TestContext.Current.CancellationToken);
            ScriptedServer sees = await _bench.AddAsync(static model => model with { Sees = true });
            ScriptedServer blind = await _bench.AddAsync();
            sees.Enqueue(Answer.Error(500));
            blind.Enqueue(Answer.Text("I cannot see it."));
            _bench.Prompts = new(new(), static () => ContextLimits.Default, images);
            _bench.User("", new ImagePart(image.Id, "image/png", 640, 480, "cat.png"));

            await _bench.RunAsync();

            JsonElement[] content = [.. Messages(sees.Chats[0])[^1].GetProperty("content").EnumerateArray()];
            content[0].GetProperty("text").GetString().ShouldNotBeNullOrWhiteSpace("a message needs words beside its image");
            content[1].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("data:image/png;base64," + Convert.ToBase64String(image.Bytes.Span));
            Messages(blind.Chats[0])[^1].GetProperty("content").GetString()!.ShouldContain("\"cat.png\" of 640 × 480 pixels");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Of_many_images_the_newest_are_sent()
    {
        string folder = Directory.CreateTempSubdirectory("sapphire-test-").FullName;
        try
        {
            await using FileBlobStore blobs = new(folder);
            ImageStore images = new(blobs);
            List<ChatMessage> messages = [];
            for (int i = 1; i <= PromptImages.MaxImages + 3; i++)
            {
                StoredImage image = await images.SaveAsync(SampleImages.Png(i, 1), TestContext.Current.CancellationToken);
                messages.Add(new(ChatRole.User, [new TextContent($"image {i}"), new ImageReference(image.Id, "image/png", i, 1, null)]));
            }

            (IReadOnlyList<ChatMessage> sent, int left) = await PromptImages.ResolveAsync(messages, sees: true, images, TestContext.Current.CancellationToken);

            left.ShouldBe(3);
            sent.Select(static m => m.Contents.Any(static c => c is DataContent)).ShouldBe([false, false, false, .. Enumerable.Repeat(true, PromptImages.MaxImages)]);
            sent[0].Text.ShouldContain("it is not sent again");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JsonElement[] Messages(RecordedRequest request) => [.. request.Json.GetProperty("messages").EnumerateArray()];
}
