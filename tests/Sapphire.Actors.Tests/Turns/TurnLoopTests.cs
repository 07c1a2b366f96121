using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Actors.Assistant;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Tools;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Tests.Turns;

public sealed class TurnLoopTests
{
    private readonly Recorder _recorder = new();

    [Fact]
    public async Task Text_is_reported_as_it_comes_and_the_outcome_names_model_and_usage()
    {
        ScriptedModel model = new ScriptedModel().Then(
            new TextReasoningContent("hm"), new TextContent("Hel"), new TextContent("lo"), new UsageContent(new() { InputTokenCount = 3, OutputTokenCount = 2 }));

        TurnOutcome outcome = await RunAsync(model);

        _recorder.Log.ShouldBe(["think:hm", "say:Hel", "say:lo"]);
        (outcome.Model, outcome.ProviderId, outcome.ModelId).ShouldBe(("test (Provider 0)", "p0", "test"));
        (outcome.Usage!.InputTokens, outcome.Usage.OutputTokens).ShouldBe((3, 2));
    }

    [Fact]
    public async Task Calls_are_stored_before_they_run_and_their_results_go_back_to_the_model()
    {
        AIFunction add = AIFunctionFactory.Create((int a, int b) =>
        {
            _recorder.Log.ShouldContain("calling:c1");
            return a + b;
        }, "add");
        ScriptedModel model = new ScriptedModel()
            .Then(new TextContent("Let me see. "), new FunctionCallContent("c1", "add", new Dictionary<string, object?> { ["a"] = 2, ["b"] = 3 }))
            .Then(messages => [new TextContent($"It is {Result(messages, "c1")}.")]);

        await RunAsync(model, tools: add);

        _recorder.Log.ShouldBe(["say:Let me see. ", "calling:c1", "returned:c1=5", "say:It is 5."]);
        model.Requests[1][^2].Contents.OfType<TextContent>().Single().Text.ShouldBe("Let me see. ");
    }

    [Fact]
    public async Task Calls_of_one_round_run_at_the_same_time()
    {
        using Barrier together = new(2);
        AIFunction meet = AIFunctionFactory.Create(() => together.SignalAndWait(TimeSpan.FromSeconds(30)), "meet");
        ScriptedModel model = new ScriptedModel()
            .Then(new FunctionCallContent("a", "meet"), new FunctionCallContent("b", "meet"))
            .Then(new TextContent("done"));

        await RunAsync(model, tools: meet);

        _recorder.Log.ShouldContain("returned:a=true");
        _recorder.Log.ShouldContain("returned:b=true");
    }

    [Fact]
    public async Task An_unknown_tool_and_bad_arguments_go_back_to_the_model_as_errors()
    {
        AIFunction add = AIFunctionFactory.Create((int a) => a, "add");
        FunctionCallContent broken = new("c2", "add") { Exception = new FormatException("not JSON") };
        ScriptedModel model = new ScriptedModel()
            .Then(new FunctionCallContent("c1", "subtract"), broken, new FunctionCallContent("c3", "add", new Dictionary<string, object?>()))
            .Then(new TextContent("sorry"));

        await RunAsync(model, tools: add);

        _recorder.Errors["c1"].ShouldContain("'subtract'");
        _recorder.Errors["c1"].ShouldContain("add");
        _recorder.Errors["c2"].ShouldContain("not a JSON object");
        _recorder.Errors["c3"].ShouldContain("a");
        Result(model.Requests[1], "c1")!.ToString()!.ShouldStartWith("Error: ");
    }

    [Fact]
    public async Task A_tool_that_hangs_is_left_behind_after_its_time()
    {
        TaskCompletionSource never = new();
        AIFunction hang = AIFunctionFactory.Create(() => never.Task, "hang");
        ScriptedModel model = new ScriptedModel().Then(new FunctionCallContent("c1", "hang")).Then(new TextContent("too slow"));

        await RunAsync(model, options: TurnOptions.Default with { ToolTimeout = TimeSpan.FromMilliseconds(50) }, tools: hang);

        _recorder.Errors["c1"].ShouldContain("did not finish");
    }

    [Fact]
    public async Task A_tool_that_throws_says_no_more_than_the_kind_of_error_and_a_tool_exception_its_text()
    {
        AIFunction secret = AIFunctionFactory.Create(string () => throw new InvalidOperationException("password=hunter2"), "secret");
        AIFunction polite = AIFunctionFactory.Create(string () => throw new ToolException("There is no timer called tea."), "polite");
        ScriptedModel model = new ScriptedModel()
            .Then(new FunctionCallContent("c1", "secret"), new FunctionCallContent("c2", "polite"))
            .Then(new TextContent("sorry"));

        await RunAsync(model, tools: [secret, polite]);

        _recorder.Errors["c1"].ShouldNotContain("hunter2");
        _recorder.Errors["c2"].ShouldBe("There is no timer called tea.");
    }

    [Fact]
    public async Task After_the_last_round_the_model_must_answer()
    {
        AIFunction tool = AIFunctionFactory.Create(() => "again", "tool");
        ScriptedModel model = new();
        for (int i = 0; i < 3; i++)
        {
            model.Then(new FunctionCallContent("same-id", "tool"));
        }

        model.Then(new TextContent("enough"));
        await RunAsync(model, options: TurnOptions.Default with { MaxRounds = 3 }, tools: tool);

        model.Options[3]!.ToolMode.ShouldBe(ChatToolMode.None);
        _recorder.Log.Where(line => line.StartsWith("calling", StringComparison.Ordinal)).ShouldBe(["calling:same-id", "calling:same-id-2", "calling:same-id-3"]);
    }

    [Fact]
    public async Task A_model_that_never_answers_fails_after_the_last_round()
    {
        AIFunction tool = AIFunctionFactory.Create(() => "again", "tool");
        ScriptedModel model = new();
        for (int i = 0; i < 3; i++)
        {
            model.Then(new FunctionCallContent($"c{i}", "tool"));
        }

        ModelException e = await Should.ThrowAsync<ModelException>(() => RunAsync(model, options: TurnOptions.Default with { MaxRounds = 2 }, tools: tool));
        e.Message.ShouldContain("2 times");
    }

    [Fact]
    public async Task A_provider_that_fails_before_its_first_token_is_replaced()
    {
        ScriptedModel broken = new ScriptedModel().ThenFail(new ModelException("Provider 0 answered 500.", string.Empty, canRetry: true));
        ScriptedModel good = new ScriptedModel().Then(new TextContent("hello"));

        TurnOutcome outcome = await RunAsync([broken, good]);

        outcome.Model.ShouldBe("test (Provider 1)");
    }

    [Fact]
    public async Task A_provider_that_fails_after_its_first_token_is_not_replaced()
    {
        ScriptedModel broken = new ScriptedModel().ThenFail(new ModelException("The stream was cut.", string.Empty, canRetry: true), new TextContent("Hel"));
        ScriptedModel good = new ScriptedModel().Then(new TextContent("hello"));

        ModelException e = await Should.ThrowAsync<ModelException>(() => RunAsync([broken, good]));

        e.Message.ShouldBe("The stream was cut.");
        good.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_failure_is_told_when_the_stand_in_declines()
    {
        ScriptedModel broken = new ScriptedModel().ThenFail(new ModelException("Provider 0 answered 500.", string.Empty, canRetry: true));
        ScriptedModel declines = new ScriptedModel().ThenRun((_, _) => Declined());

        ModelException e = await Should.ThrowAsync<ModelException>(() => RunAsync([broken, declines]));

        e.Message.ShouldBe("Provider 0 answered 500.");
        _recorder.Log.ShouldBeEmpty();

        static async IAsyncEnumerable<ChatResponseUpdate> Declined()
        {
            await Task.Yield();
            yield return new(ChatRole.Assistant, "I can't help.") { AdditionalProperties = new() { [TurnLoop.DeclinedProperty] = true } };
        }
    }

    [Theory]
    [InlineData("Write a poem about autumn leaves.", "Leaves fall.")]
    [InlineData("help", null)]
    public async Task A_stand_in_that_does_not_understand_gives_way_to_a_provider_that_is_back(string said, string? answer)
    {
        await using TurnBench bench = new();
        ScriptedModel back = new ScriptedModel().Then(new TextContent("Leaves fall."));
        bench.Add(new("builtin", "Built-in commands", "", new BuiltInAssistant(), BuiltIn: true)
        {
            OnDecline = _ => Task.FromResult<IReadOnlyList<ModelChoice>>([new("p0", "Provider 0", "test", back, BuiltIn: false)]),
        });

        TurnOutcome outcome = await bench.User(said).RunAsync();

        outcome.ProviderId.ShouldBe(answer is null ? "builtin" : "p0");
        if (answer is null) bench.Said.ShouldNotBeEmpty();
        else bench.Said.ShouldBe(answer);
        back.Requests.Count.ShouldBe(answer is null ? 0 : 1);
    }

    [Fact]
    public async Task An_empty_reply_is_an_error()
    {
        ModelException e = await Should.ThrowAsync<ModelException>(() => RunAsync(new ScriptedModel().Then()));
        e.Message.ShouldContain("empty reply");
    }

    [Fact]
    public async Task A_reply_without_end_is_stopped()
    {
        ScriptedModel model = new ScriptedModel().Then(_ => Enumerable.Range(0, 1000).Select(_ => new TextContent("na ")));

        ModelException e = await Should.ThrowAsync<ModelException>(() => RunAsync(model, options: TurnOptions.Default with { MaxReply = 100 }));
        e.Message.ShouldContain("100 characters");
    }

    [Fact]
    public async Task Cancelling_ends_the_turn_while_the_model_is_silent()
    {
        using CancellationTokenSource cancel = new();
        ScriptedModel model = new ScriptedModel().ThenRun((_, token) => Silent(token));
        Task<TurnOutcome> turn = RunAsync([model], cancellationToken: cancel.Token);
        await _recorder.FirstWord.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => turn);

        static async IAsyncEnumerable<ChatResponseUpdate> Silent([EnumeratorCancellation] CancellationToken token)
        {
            yield return new(ChatRole.Assistant, "one");
            await Task.Delay(Timeout.Infinite, token);
        }
    }

    [Fact]
    public async Task Cancelling_ends_the_turn_while_a_tool_runs()
    {
        using CancellationTokenSource cancel = new();
        TaskCompletionSource running = new();
        AIFunction hang = AIFunctionFactory.Create(async (CancellationToken token) =>
        {
            running.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        }, "hang");
        Task<TurnOutcome> turn = RunAsync([new ScriptedModel().Then(new FunctionCallContent("c1", "hang"))], [hang], cancellationToken: cancel.Token);
        await running.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => turn);
    }

    [Fact]
    public async Task A_turn_has_the_prompt_and_the_tools_that_were_composed_for_it_and_no_other_tool()
    {
        ScriptedModel model = new ScriptedModel().Then(new FunctionCallContent("c1", "add")).Then(new TextContent("done"));

        await RunAsync([model], [AIFunctionFactory.Create(() => 1, "subtract")]);

        model.Requests[0][0].Text.ShouldBe("You are.");
        model.Requests[0][1].Text.ShouldBe("hello");
        model.Options[0]!.Tools!.Select(tool => tool.Name).ShouldBe(["subtract"]);
        _recorder.Errors["c1"].ShouldBe("There is no tool called 'add' in this chat. The tools are: subtract.");
    }

    [Fact]
    public async Task A_call_in_a_chat_without_tools_is_told_so()
    {
        ScriptedModel model = new ScriptedModel().Then(new FunctionCallContent("c1", "add")).Then(new TextContent("done"));

        await RunAsync(model);

        _recorder.Errors["c1"].ShouldBe("There is no tool called 'add': this chat has no tools. Answer without one.");
    }

    private static object? Result(IReadOnlyList<ChatMessage> messages, string callId) =>
        messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single(result => result.CallId == callId).Result;

    private Task<TurnOutcome> RunAsync(ScriptedModel model, TurnOptions? options = null, params AIFunction[] tools) => RunAsync([model], tools, options);

    private Task<TurnOutcome> RunAsync(IChatClient[] models, AIFunction[]? tools = null, TurnOptions? options = null, CancellationToken cancellationToken = default)
    {
        TurnLoop loop = new(ScriptedModel.Directory(models), new TurnComposer(() => "You are.", new FixedToolbox(tools ?? [])), options ?? TurnOptions.Default, TimeProvider.System, NullLogger<TurnLoop>.Instance);
        TurnContext context = new(ChatId.New(TimeProvider.System), TurnId.New(TimeProvider.System), null, ChatSettings.None, 1);
        ChatNode said = new(MessageId.New(TimeProvider.System), null, MessageRole.User, [new TextPart("hello")], MessageStatus.Completed, DateTimeOffset.UnixEpoch);
        ChatNode reply = new(MessageId.New(TimeProvider.System), said.Id, MessageRole.Assistant, [], MessageStatus.Streaming, DateTimeOffset.UnixEpoch);
        return loop.RunAsync(new(context, [said, reply]), _recorder, cancellationToken);
    }

    private sealed class Recorder : ITurnReporter
    {
        private readonly Lock _lock = new();

        public List<string> Log { get; } = [];

        public Dictionary<string, string> Errors { get; } = [];

        public TaskCompletionSource FirstWord { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask SaidAsync(string text, bool reasoning, CancellationToken cancellationToken)
        {
            Add($"{(reasoning ? "think" : "say")}:{text}");
            FirstWord.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public ValueTask CallingAsync(IReadOnlyList<ToolInvocation> calls, CancellationToken cancellationToken)
        {
            Add($"calling:{string.Join(',', calls.Select(call => call.CallId))}");
            return ValueTask.CompletedTask;
        }

        public void Returned(string callId, string? result, string? error, long durationMs)
        {
            Add($"returned:{callId}={result}");
            if (error is not null)
            {
                lock (_lock)
                {
                    Errors[callId] = error;
                }
            }
        }

        private void Add(string line)
        {
            lock (_lock)
            {
                Log.Add(line);
            }
        }
    }
}
