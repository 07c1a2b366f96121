using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.Tests.Turns;
using Sapphire.Actors.Turns;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Actors.Tests.Settings;

/// <summary>What the settings of tools govern: the next turn.</summary>
public sealed class ToolSettingsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SettingsStore _settings;

    public ToolSettingsTests() => _settings = new(_folder.File("settings.json"), new ManualTimeProvider());

    public void Dispose()
    {
        _settings.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_turn_calls_tools_as_often_as_the_setting_says(int rounds)
    {
        _settings.Update(s => s.With(ToolSettings.MaxRounds, rounds));
        ScriptedModel model = new();
        for (int i = 0; i < rounds; i++)
        {
            model.Then(new FunctionCallContent($"c{i}", "tool", new Dictionary<string, object?> { ["n"] = i }));
        }

        model.Then(new TextContent("enough"));
        await RunAsync(model, AIFunctionFactory.Create((int n) => n, "tool"));
        model.Options.Select(static o => o!.ToolMode).ShouldBe([.. Enumerable.Repeat<ChatToolMode>(ChatToolMode.Auto, rounds), ChatToolMode.None]);
    }

    [Fact]
    public async Task No_more_tools_run_at_once_than_the_setting_says()
    {
        int running = 0;
        int most = 0;
        Lock gate = new();
        AIFunction tool = AIFunctionFactory.Create(
            async (int n) =>
            {
                lock (gate)
                {
                    most = Math.Max(most, ++running);
                }

                await Task.Yield();
                lock (gate)
                {
                    running--;
                }

                return n;
            },
            "tool");
        _settings.Update(static s => s.With(ToolSettings.MaxParallel, 1));
        await RunAsync(Calls(6), tool);
        most.ShouldBe(1);
    }

    [Fact]
    public async Task As_many_tools_run_at_once_as_the_setting_says()
    {
        using Barrier together = new(4);
        AIFunction meet = AIFunctionFactory.Create((int n) => together.SignalAndWait(TimeSpan.FromSeconds(30)), "tool");
        _settings.Update(static s => s.With(ToolSettings.MaxParallel, 4));
        ScriptedModel model = Calls(4);
        await RunAsync(model, meet);
        model.Requests[1][^1].Contents.OfType<FunctionResultContent>().ShouldAllBe(static r => r.Result!.ToString() == "true");
    }

    private static ScriptedModel Calls(int count) => new ScriptedModel()
        .Then([.. Enumerable.Range(0, count).Select(static i => new FunctionCallContent($"c{i}", "tool", new Dictionary<string, object?> { ["n"] = i }))])
        .Then(new TextContent("done"));

    private async Task RunAsync(ScriptedModel model, AIFunction tool)
    {
        TurnLoop loop = new(
            ScriptedModel.Directory(model), new TurnComposer(() => "You are.", new FixedToolbox([tool])), TurnOptions.Default, TimeProvider.System, NullLogger<TurnLoop>.Instance, settings: _settings);
        TurnContext context = new(ChatId.New(TimeProvider.System), TurnId.New(TimeProvider.System), null, ChatSettings.None, 1);
        ChatNode said = new(MessageId.New(TimeProvider.System), null, MessageRole.User, [new TextPart("hello")], MessageStatus.Completed, DateTimeOffset.UnixEpoch);
        ChatNode reply = new(MessageId.New(TimeProvider.System), said.Id, MessageRole.Assistant, [], MessageStatus.Streaming, DateTimeOffset.UnixEpoch);
        await loop.RunAsync(new(context, [said, reply]), new Silent(), TestContext.Current.CancellationToken);
    }

    private sealed class Silent : ITurnReporter
    {
        public ValueTask SaidAsync(string text, bool reasoning, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask CallingAsync(IReadOnlyList<ToolInvocation> calls, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Returned(string callId, string? result, string? error, long durationMs)
        {
            // Nobody reads it.
        }
    }
}
