using Microsoft.Extensions.Logging;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Context;
using Sapphire.Actors.Models;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Titles;

namespace Sapphire.Actors.Turns;

/// <summary>
/// Asks models until a reply is complete:
/// <code>
/// candidates ──► ask ──tokens──► reporter ──┬─ no calls ──► done
///      ▲          ▲                         └─ calls: stored, run in parallel, results appended ──┐
///      │          └────────────────────────── at most MaxRounds times ────────────────────────────┘
///      └─ failed before the first token: the next candidate
/// </code>
/// </summary>
/// <param name="models">The models to try.</param>
/// <param name="composer">Gives each turn its prompt, tools and choice of models.</param>
/// <param name="options">Limits.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets failures of providers and tools.</param>
/// <param name="prompts">Makes what models are sent; null for what needs neither images nor settings.</param>
/// <param name="titles">Gets chats after their first reply; null for no titles.</param>
/// <param name="settings">What people have set; null for the limits alone.</param>
public sealed partial class TurnLoop(IModelDirectory models, ITurnComposer composer, TurnOptions options, TimeProvider time, ILogger<TurnLoop> logger, PromptServices? prompts = null, TitleWriter? titles = null, SettingsStore? settings = null)
{
    private readonly PromptServices _prompts = prompts ?? PromptServices.None();

    /// <summary>Set on a response of the built-in assistant that could not help.</summary>
    public const string DeclinedProperty = "declined";

    /// <summary>Runs a turn to its end.</summary>
    /// <exception cref="ModelException">No model could answer, or one failed after it had begun.</exception>
    /// <exception cref="OperationCanceledException">The turn was cancelled.</exception>
    public async Task<TurnOutcome> RunAsync(TurnRequest request, ITurnReporter reporter, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        TurnSetup setup = await composer.ComposeAsync(request.Context, cancellationToken);
        ToolRunner runner = new(setup.Tools, options.ToolTimeout, time, logger);
        Queue<ModelChoice> candidates = new(await models.CandidatesAsync(setup.Models, cancellationToken));
        TurnWork work = new(request, setup, runner, reporter, settings is null ? options : options.For(settings.Current), _prompts, time, started);
        ModelException? failure = null;
        while (candidates.TryDequeue(out ModelChoice? candidate))
        {
            TurnAttempt attempt = new(candidate, work, failure);
            try
            {
                TurnOutcome outcome = await attempt.RunAsync(cancellationToken);
                OfferTitle(request, candidate, attempt);
                return outcome;
            }
            catch (ModelException e) when (e.Declined && candidate.OnDecline is { } others)
            {
                foreach (ModelChoice other in await others(cancellationToken))
                {
                    candidates.Enqueue(other);
                }
            }
            catch (ModelException e) when (!attempt.HasBegun)
            {
                LogFailedOver(logger, candidate.ProviderName, e.Message);
                failure ??= e;
            }
        }

        throw failure ?? new ModelException("No model is available.", "Open the Models dialog and add one.", canRetry: true);
    }

    /// <summary>How a model is called for people: "qwen3 (LM Studio)".</summary>
    public static string NameOf(ModelChoice choice) => choice.Model.Length == 0 ? choice.ProviderName : $"{choice.Model} ({choice.ProviderName})";

    // The first reply of a chat, and no continuation of it. One that has its title keeps it when that reply is made anew.
    private void OfferTitle(TurnRequest request, ModelChoice model, TurnAttempt attempt)
    {
        if (titles is not null && request.Branch is [.., { Role: MessageRole.User } said, { Parts.IsEmpty: true }] && request.Context is { UserMessages: 1, TakesTitle: true })
        {
            titles.Offer(new(request.Context.ChatId, model, said.Text, attempt.FirstWords));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Provider} failed before its first token: {Reason} Trying the next one.")]
    private static partial void LogFailedOver(ILogger logger, string provider, string reason);
}
