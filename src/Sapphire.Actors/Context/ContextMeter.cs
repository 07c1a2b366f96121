using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Context;

/// <summary>Tells what a model would be sent of a chat, made in the same way as for a turn.</summary>
/// <param name="streams">The chats.</param>
/// <param name="composer">Gives a chat its prompt and its tools.</param>
/// <param name="models">Who would be asked.</param>
/// <param name="prompts">Makes prompts.</param>
/// <param name="chats">What chats have in common.</param>
/// <param name="time">The clock.</param>
public sealed class ContextMeter(UpdateStreams streams, ITurnComposer composer, IModelDirectory models, PromptServices prompts, ChatServices chats, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Reads a chat.</summary>
    /// <exception cref="SubscriptionException">There is no such chat, or it cannot be read now.</exception>
    /// <exception cref="ModelException">The chat is set to something with which no turn can run.</exception>
    /// <exception cref="TimeoutException">The chat did not answer.</exception>
    public async Task<ContextReport> ReadAsync(ChatId chat, CancellationToken cancellationToken)
    {
        ChatView view = await FindAsync(chat, cancellationToken);
        ImmutableArray<ChatNode> branch = [.. view.Messages.Select(NodeOf)];
        TurnContext context = new(chat, TurnId.New(time), null, view.Settings.Over(chats.Defaults()), branch.Count(static node => node.Role == MessageRole.User) + 1);
        TurnSetup setup = await composer.ComposeAsync(context, cancellationToken);
        ModelChoice model = (await models.CandidatesAsync(setup.Models, cancellationToken))[0];
        return Report(model, setup, branch, prompts);
    }

    /// <summary>What a model would be sent. Pure, but for what was learned of the model.</summary>
    internal static ContextReport Report(ModelChoice model, TurnSetup setup, ImmutableArray<ChatNode> branch, PromptServices prompts)
    {
        ContextLimits limits = prompts.Limits();
        ContextBudget budget = model.BuiltIn ? ContextBudget.Unlimited : ContextBudget.Of(model.ContextTokens, limits.ContextLimit, limits.MaxHistory, model.Profile.MaxTokens);
        int tools = TokenEstimate.Of(setup.Tools);
        double ratio = prompts.Calibration.Of(model.ProviderId, model.Model);
        // The next question is not known yet; it takes its place at the end.
        ChatNode next = new(default, null, MessageRole.User, [], MessageStatus.Completed, default);
        TrimmedPrompt trimmed = ContextTrimmer.Trim(new(setup.SystemPrompt, tools, PromptBuilder.Exchanges(branch.Add(next)), []), budget, ratio);
        return new(TurnLoop.NameOf(model), model.ProviderId, model.BuiltIn, model.Sees, Scaled(trimmed.Tokens), budget.Limit, Scaled(trimmed.SystemTokens), Scaled(tools), branch.Length, trimmed.Dropped);

        int Scaled(int tokens) => (int)Math.Round(tokens * ratio);
    }

    private async Task<ChatView> FindAsync(ChatId chat, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(Patience, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await foreach (Update update in streams.Read(chat, both.Token))
            {
                if (update is ChatSnapshot snapshot)
                {
                    return snapshot.Chat;
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Told below.
        }

        throw new TimeoutException("The chat did not answer in time.");
    }

    private static ChatNode NodeOf(MessageView message) =>
        new(message.Id, message.ParentId, message.Role, [.. message.Parts], message.Status, message.CreatedAt) { HeardLength = message.HeardLength };
}
