using Microsoft.Extensions.AI;
using Sapphire.Actors.Models;
using Sapphire.Actors.Prompts.Copies;
using Sapphire.Actors.Tools;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Prompts;

/// <summary>Composes a turn of its chat's prompt, tools and models.</summary>
/// <param name="assembler">Makes the prompt.</param>
/// <param name="toolbox">All tools but those for the prompt itself.</param>
/// <param name="promptTools">The tools for the prompt itself: those of the toolset <c>all</c>.</param>
/// <param name="time">The clock.</param>
/// <param name="zone">The person's time zone at each call.</param>
/// <param name="isPrivate">Whether nothing leaves this machine now.</param>
public sealed class PromptComposer(IPromptAssembler assembler, IToolbox toolbox, PromptTools promptTools, TimeProvider time, Func<TimeZoneInfo> zone, Func<bool> isPrivate) : ITurnComposer
{
    /// <inheritdoc />
    public ValueTask<TurnSetup> ComposeAsync(TurnContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AssembledPrompt prompt = assembler.Assemble(new(context.ChatId, context.Settings, context.UserMessages, TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone())));
        PromptPrivacy.Check(prompt, isPrivate());
        return new(new TurnSetup(prompt.Text, ToolsFor(context), new ModelSelection(context.Settings.Provider, context.Settings.Model), prompt.Spice));
    }

    private IReadOnlyList<AIFunction> ToolsFor(TurnContext context) => context.Settings.Toolset switch
    {
        "none" => [],
        "all" => [.. toolbox.ToolsFor(new(context.ChatId, context.TurnId, context.RoomId)), .. promptTools.For(context.ChatId, context.Settings)],
        _ => toolbox.ToolsFor(new(context.ChatId, context.TurnId, context.RoomId)),
    };
}
