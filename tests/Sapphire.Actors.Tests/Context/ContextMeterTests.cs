using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Context;
using Sapphire.Actors.Models;
using Sapphire.Actors.Tests.Turns;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Tests.Context;

public sealed class ContextMeterTests
{
    private static readonly ModelChoice Model = new("p", "Mine", "small", new ScriptedModel(), BuiltIn: false);

    private static readonly TurnSetup Setup = new("You are.", [AIFunctionFactory.Create(() => 1, "one", "Gives one.")], ModelSelection.Home, null);

    [Fact]
    public void It_says_how_much_of_the_chat_fits()
    {
        ContextReport all = ContextMeter.Report(Model with { ContextTokens = 100_000, Sees = true }, Setup, Branch(40), PromptServices.None());
        (all.Model, all.Limit, all.Messages, all.Dropped, all.Sees).ShouldBe(("small (Mine)", 100_000, 80, 0, true));
        all.Used.ShouldBeInRange(400, 4_000);
        all.System.ShouldBeGreaterThan(0);
        all.Tools.ShouldBeGreaterThan(0);

        ContextReport part = ContextMeter.Report(Model with { ContextTokens = 400 }, Setup, Branch(40), PromptServices.None());
        part.Dropped.ShouldBeInRange(20, 79);
        part.Used.ShouldBeLessThanOrEqualTo(400);
    }

    [Fact]
    public void What_the_provider_counted_corrects_it()
    {
        PromptServices prompts = PromptServices.None();
        int before = ContextMeter.Report(Model, Setup, Branch(10), prompts).Used;
        prompts.Calibration.Learn("p", "small", 1_000, 2_000);
        ContextMeter.Report(Model, Setup, Branch(10), prompts).Used.ShouldBeInRange((2 * before) - 2, (2 * before) + 2);
    }

    [Fact]
    public void The_built_in_assistant_has_no_limit() =>
        ContextMeter.Report(Model with { BuiltIn = true }, Setup, Branch(400), PromptServices.None()).Limit.ShouldBe(0);

    private static ImmutableArray<ChatNode> Branch(int exchanges) =>
    [
        .. Enumerable.Range(1, 2 * exchanges).Select(static i => new ChatNode(
            new(new Guid($"00000000-0000-7000-8000-{i:x12}")), null, i % 2 == 1 ? MessageRole.User : MessageRole.Assistant, [new TextPart($"message {i} with some words")], MessageStatus.Completed, default)),
    ];
}
