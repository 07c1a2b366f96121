using Microsoft.Extensions.AI;
using Sapphire.Actors.Images;
using Sapphire.Actors.Models;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Context;

/// <summary>
/// What one model is sent in one turn: the branch, cut to what the model takes, and what the turn has said and called since. Made anew
/// for each request, since the turn grows. Belongs to one attempt.
/// </summary>
internal sealed class TurnPrompt
{
    // How much is left of what a model has refused as too long, and how often it is made less: what a model takes may be far below what
    // is believed of it, and a refusal costs little.
    private const double Squeezed = 0.5;
    private const int MaxSqueezes = 3;

    private readonly ModelChoice _model;
    private readonly PromptServices _services;
    private PromptDraft _draft;
    private ContextBudget _budget;
    private TrimmedPrompt? _sent;
    private int _squeezed;

    public TurnPrompt(ModelChoice model, TurnRequest request, TurnSetup setup, PromptServices services)
    {
        _model = model;
        _services = services;
        _draft = new(setup.SystemPrompt, TokenEstimate.Of(setup.Tools), PromptBuilder.Exchanges(request.Branch), []);
        ContextLimits limits = services.Limits();
        _budget = model.BuiltIn ? ContextBudget.Unlimited : ContextBudget.Of(model.ContextTokens, limits.ContextLimit, limits.MaxHistory, model.Profile.MaxTokens);
    }

    /// <summary>How many of the chat's messages were left out of the last request.</summary>
    public int Dropped => _sent?.Dropped ?? 0;

    /// <summary>The tokens of the system prompt, about.</summary>
    public int SystemTokens => (int)((_sent?.SystemTokens ?? 0) * Ratio);

    /// <summary>How many images the model did not get.</summary>
    public int HiddenImages { get; private set; }

    private double Ratio => _services.Calibration.Of(_model.ProviderId, _model.Model);

    /// <summary>The turn has gone on: what it called, or what that returned.</summary>
    public void Add(ChatMessage message) => _draft = _draft with { Turn = _draft.Turn.Add(message) };

    /// <summary>The messages of the next request.</summary>
    public async ValueTask<IReadOnlyList<ChatMessage>> NextAsync(CancellationToken cancellationToken)
    {
        _sent = ContextTrimmer.Trim(_draft, _budget, Ratio);
        if (_model.BuiltIn)
        {
            // It reads the words only.
            return _sent.Messages;
        }

        (IReadOnlyList<ChatMessage> messages, int left) = await PromptImages.ResolveAsync(PromptBuilder.Alternating(_sent.Messages), _model.Sees, _services.Images, cancellationToken);
        // Of a model that sees, those are left out that it saw before.
        HiddenImages = _model.Sees ? 0 : left;
        return messages;
    }

    /// <summary>The model has refused the last request as too long: the next one is much shorter. False when that was done often enough, or nothing more can go.</summary>
    public bool Squeeze()
    {
        if (_squeezed >= MaxSqueezes || _sent is null)
        {
            return false;
        }

        _squeezed++;
        double ratio = Ratio;
        ContextBudget smaller = new(Math.Max(1, (int)(_sent.Tokens * ratio * Squeezed)), 0, _budget.MaxExchanges);
        if (ContextTrimmer.Trim(_draft, smaller, ratio).Tokens >= _sent.Tokens)
        {
            return false;
        }

        _budget = smaller;
        return true;
    }

    /// <summary>The provider has counted the last request.</summary>
    public void Counted(long tokens)
    {
        // Images are counted in many ways.
        if (_sent is not null && !_sent.Messages.Any(static message => message.Contents.Any(static content => content is ImageReference)))
        {
            _services.Calibration.Learn(_model.ProviderId, _model.Model, _sent.Tokens, tokens);
        }
    }
}
