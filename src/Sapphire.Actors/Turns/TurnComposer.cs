using Sapphire.Actors.Models;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Turns;

/// <summary>Composes turns of the home's prompt, tools and models.</summary>
/// <param name="systemPrompt">What the assistant is, at this moment.</param>
/// <param name="toolbox">All tools.</param>
public sealed class TurnComposer(Func<string> systemPrompt, IToolbox toolbox) : ITurnComposer
{
    /// <inheritdoc />
    public ValueTask<TurnSetup> ComposeAsync(TurnContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new TurnSetup(
            systemPrompt(),
            toolbox.ToolsFor(new(context.ChatId, context.TurnId, context.RoomId) { MemoryScope = context.Settings.MemoryScope }),
            new ModelSelection(context.Settings.Provider, context.Settings.Model),
            Spice: null));
    }
}
