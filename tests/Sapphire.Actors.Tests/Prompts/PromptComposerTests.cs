using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Copies;
using Sapphire.Actors.Tools;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Tests.Prompts;

/// <summary>What a turn is composed of.</summary>
public sealed class PromptComposerTests : IDisposable
{
    private readonly PromptHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_turn_gets_the_prompt_spice_tools_and_model_of_its_chat()
    {
        TurnSetup setup = await ComposeAsync(new() { Prompt = "cook", SpiceEnabled = true, Provider = "p", Model = "m", InjectDateTime = false });
        setup.SystemPrompt.ShouldContain("a cook");
        setup.SystemPrompt.ShouldContain(setup.Spice.ShouldNotBeNull());
        setup.Models.ShouldBe(new("p", "m"));
        setup.Tools.Select(static t => t.Name).ShouldBe(["get_time"]);
    }

    [Fact]
    public async Task The_tools_for_the_prompt_itself_come_with_all_tools_only()
    {
        (await ComposeAsync(new() { Toolset = "all" })).Tools.Select(static t => t.Name).ShouldContain(PromptToolNames.Create);
        (await ComposeAsync(new() { Toolset = "none" })).Tools.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_private_prompt_makes_the_turn_private_and_no_other()
    {
        _home.Library.Put(new Prompt("secret", "Ours.", null, PrivacyRequired: true));
        TurnSetup setup = await ComposeAsync(new() { Prompt = "secret", Provider = "p" });
        setup.SystemPrompt.ShouldStartWith("Ours.");
        setup.Models.ShouldBe(new("p", null) { Private = true });
        (await ComposeAsync(new() { Prompt = "cook" })).Models.Private.ShouldBeFalse();
    }

    private ValueTask<TurnSetup> ComposeAsync(ChatSettings settings) =>
        new PromptComposer(_home.Assembler, new OneTool(), _home.Tools, _home.Time, static () => TimeZoneInfo.Utc)
            .ComposeAsync(new(new(Guid.CreateVersion7()), new(Guid.CreateVersion7()), null, settings, 1), TestContext.Current.CancellationToken);

    private sealed class OneTool : IToolbox
    {
        public IReadOnlyList<AIFunction> ToolsFor(ToolContext context) => [AIFunctionFactory.Create(static () => "now", "get_time")];
    }
}
