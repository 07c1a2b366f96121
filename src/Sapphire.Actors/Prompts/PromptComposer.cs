using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models;
using Sapphire.Actors.Prompts.Copies;
using Sapphire.Actors.Prompts.Meta;
using Sapphire.Actors.Tools;
using Sapphire.Actors.Toolsets;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Prompts;

/// <summary>Composes a turn of its chat's prompt, tools and models. Where the prompt is private, so is the turn.</summary>
/// <param name="assembler">Makes the prompt.</param>
/// <param name="toolbox">All tools but those for the prompt itself.</param>
/// <param name="promptTools">The tools for the prompt itself: in the toolset <c>all</c>, and where a toolset names them.</param>
/// <param name="time">The clock.</param>
/// <param name="zone">The person's time zone at each call.</param>
/// <param name="toolsets">The toolsets of the home; null for those that are built in.</param>
/// <param name="metaTools">The tools for the chat itself and the names, where those for the prompt are; null for none.</param>
public sealed class PromptComposer(IPromptAssembler assembler, IToolbox toolbox, PromptTools promptTools, TimeProvider time, Func<TimeZoneInfo> zone, ToolsetLibrary? toolsets = null, MetaTools? metaTools = null) : ITurnComposer
{
    /// <inheritdoc />
    public ValueTask<TurnSetup> ComposeAsync(TurnContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AssembledPrompt prompt = assembler.Assemble(new(context.ChatId, context.Settings, context.UserMessages, TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone())));
        // A private prompt keeps all of its chat at home, whatever the switch of privacy mode says.
        return new(new TurnSetup(prompt.Text, ToolsFor(context), new ModelSelection(context.Settings.Provider, context.Settings.Model) { Private = prompt.PrivacyRequired }, prompt.Spice));
    }

    // A toolset that is not there (any more) gives no tools: what is missing never becomes more than what was asked for.
    private IReadOnlyList<AIFunction> ToolsFor(TurnContext context)
    {
        string name = string.IsNullOrEmpty(context.Settings.Toolset) ? Toolset.Default : context.Settings.Toolset;
        if (name == Toolset.None)
        {
            return [];
        }

        IReadOnlyList<AIFunction> basic = toolbox.ToolsFor(new(context.ChatId, context.TurnId, context.RoomId) { MemoryScope = context.Settings.MemoryScope });
        if (name == Toolset.Default && toolsets?.Current.ContainsKey(name) != true)
        {
            return basic;
        }

        AIFunction[] all = [.. basic, .. promptTools.For(context.ChatId, context.Settings), .. metaTools?.For(context.ChatId, context.Settings) ?? []];
        if (name == Toolset.All)
        {
            return all;
        }

        ImmutableArray<string> chosen = toolsets?.Resolve(name, all.Select(static tool => tool.Name)) ?? [];
        return [.. all.Where(tool => chosen.Contains(tool.Name, StringComparer.Ordinal))];
    }
}
