using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Home;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Models;

/// <summary>
/// The configured providers and their health, and the built-in assistant behind them. Health is renewed in the background,
/// so that a turn does not wait for it and <see cref="Status"/> changes by itself when a server comes or goes.
/// </summary>
public sealed partial class ModelDirectory : IModelDirectory, IAsyncDisposable
{
    /// <summary>The provider id of the built-in assistant.</summary>
    public const string BuiltInId = ModelSettings.BuiltIn;

    /// <summary>The name of the built-in assistant.</summary>
    public const string BuiltInName = "Built-in commands";

    private static readonly TimeSpan DefaultCheckEvery = TimeSpan.FromSeconds(15);

    private readonly SettingsStore _settings;
    private readonly ProviderTable _table;
    private readonly OutboundGate _outbound;
    private readonly HttpClient? _ownClient;
    private readonly TimeProvider _time;
    private readonly TimeSpan _checkEvery;
    private readonly ILogger? _logger;
    private readonly ModelChoice _builtIn;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Lock _statusGate = new();
    private Task? _loop;
    private bool _disposed;

    /// <summary>Creates the directory; <see cref="Start"/> begins the checks in the background.</summary>
    /// <param name="settings">Section <c>models</c>.</param>
    /// <param name="keys">The providers' keys.</param>
    /// <param name="builtIn">The built-in assistant.</param>
    /// <param name="http">From <see cref="ModelHttp.CreateClient"/>; not disposed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For changes of health; no key, prompt or reply is logged.</param>
    /// <param name="timeouts">Of the providers' clients.</param>
    /// <param name="gate">The way out: who is not permitted there is not asked; null permits all.</param>
    /// <param name="lookup">Gives the keys; those of <paramref name="keys"/> and of the environment where not given.</param>
    /// <param name="inPrivacy">The client for private chats, not disposed; one of the gate's where not given.</param>
    /// <param name="checkEvery">How long the health of a server near by is remembered, 15 seconds where not given; that of one far away five times as long.</param>
    public ModelDirectory(SettingsStore settings, ModelKeys keys, IChatClient builtIn, HttpClient http, TimeProvider? time = null, ILogger? logger = null, OpenAiTimeouts? timeouts = null, TimeSpan? checkEvery = null, OutboundGate? gate = null, ProviderKeys? lookup = null, HttpClient? inPrivacy = null)
    {
        _settings = settings;
        _time = time ?? TimeProvider.System;
        _logger = logger;
        _outbound = gate ?? new();
        HttpClient privately = inPrivacy ?? (_ownClient = _outbound.CreateClient(inPrivacy: true));
        _checkEvery = checkEvery ?? DefaultCheckEvery;
        _table = new(settings, lookup ?? new(keys), (provider, key) => new(provider, key, http, privately, _time, timeouts, _checkEvery, Publish, _stop.Token), logger);
        _builtIn = new(BuiltInId, BuiltInName, "", builtIn, BuiltIn: true);
        Status = Compute();
        _settings.Changed += OnSettings;
        _outbound.Changed += OnRules;
    }

    /// <inheritdoc/>
    public event Action<ModelStatus>? StatusChanged;

    /// <inheritdoc/>
    public ModelStatus Status { get; private set; }

    /// <summary>Begins the checks in the background.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _loop ??= Task.Run(LoopAsync, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ModelChoice>> CandidatesAsync(ModelSelection selection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        if (selection.Only is { } only)
        {
            return only == BuiltInId ? [_builtIn] : [await WantedAsync(only, selection, cancellationToken), _builtIn];
        }

        List<ModelChoice> choices = [];
        ProviderProbe[] ordered = _table.InOrder(selection.Provider);
        ProviderProbe[] probes = [.. ordered.Where(p => Blocks(p, selection.Private) is null)];
        // All begin at once; the turn waits only until it knows the first one that answers.
        Task<ProviderHealth>[] checks = [.. probes.Select(static p => p.HealthAsync())];
        for (int i = 0; i < probes.Length; i++)
        {
            if (choices.Count == 0)
            {
                await checks[i].WaitAsync(cancellationToken);
            }

            if (checks[i].IsCompletedSuccessfully && probes[i].Choice(inPrivacy: selection.Private) is { } choice && !LeavesPrivacy(choice, selection))
            {
                choices.Add(choice);
            }
        }

        if (selection.Model is { Length: > 0 } model)
        {
            // Those that have it, asked for it; then the others with their own.
            ModelChoice[] having = [.. probes.Where(p => p.Last is { Healthy: true } health && health.Models.Contains(model, StringComparer.Ordinal)).Select(p => p.Choice(model, inPrivacy: selection.Private)).OfType<ModelChoice>().Where(c => !LeavesPrivacy(c, selection))];
            choices = [.. having, .. choices.Where(c => !having.Any(h => h.ProviderId == c.ProviderId))];
        }

        if (choices.Count == 0 && probes.Length == 0 && ordered.Length > 0 && Blocks(ordered[0], selection.Private) is { } reason)
        {
            // What the built-in assistant cannot do either is answered with the reason.
            choices.Add(Unavailable(ordered[0].Settings.Id, ordered[0].Settings.Name, selection.Model, reason.Message, reason.Detail));
        }

        choices.Add(choices.Count > 0 || probes.Length == 0 ? _builtIn : _builtIn with { OnDecline = cancel => LookAgainAsync(probes, selection, cancel) });
        return choices;
    }

    /// <summary>What is known of a provider's health; null before its first check.</summary>
    public ProviderHealth? HealthOf(string providerId) => _table.Find(providerId)?.Last;

    /// <summary>Whether turns keep away from a provider since it failed several times in a row.</summary>
    public BreakerState BreakerOf(string providerId) => _table.Find(providerId)?.Breaker.State ?? BreakerState.Closed;

    /// <summary>Checks every enabled provider now, and returns when all have answered or failed (at most some seconds).</summary>
    public Task CheckAllAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_table.All().Select(static p => p.CheckAsync())).WaitAsync(cancellationToken);

    /// <summary>
    /// This machine was cut off, and is not any more: that providers did not answer meanwhile says nothing about them. They are checked
    /// now; a turn that begins before the answer waits for it, instead of being given to the built-in assistant.
    /// </summary>
    public void ForgetFailures()
    {
        foreach (ProviderProbe probe in _table.All())
        {
            probe.ForgetFailure();
        }
    }

    /// <summary>What failed at one provider counts no more.</summary>
    public void ForgetFailures(string providerId) => _table.Find(providerId)?.ForgetFailure();

    /// <summary>The same, and waits for its check. Without effect where it is not among those that are switched on.</summary>
    public async Task TryAgainAsync(string providerId, CancellationToken cancellationToken)
    {
        if (_table.Find(providerId) is { } probe)
        {
            probe.ForgetFailure();
            await probe.HealthAsync().WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends the checks. A container that knows the directory under two types disposes of it twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _settings.Changed -= OnSettings;
        _outbound.Changed -= OnRules;
        await _stop.CancelAsync();
        if (_loop is { } loop)
        {
            await loop;
        }

        _stop.Dispose();
        _ownClient?.Dispose();
    }

    /// <summary>The one provider that a chat wants, whether it is well or not.</summary>
    private async Task<ModelChoice> WantedAsync(string id, ModelSelection selection, CancellationToken cancellationToken)
    {
        string? model = selection.Model;
        if (_table.Find(id) is not { } probe)
        {
            ProviderSettings? known = _settings.Current.Models.Providers.FirstOrDefault(p => p.Id == id);
            return Unavailable(
                id,
                known?.Name ?? id,
                model,
                known is null ? $"There is no provider \"{id}\" any more." : $"{known.Name} is switched off.",
                known is null ? "Choose another model for this chat." : "Switch it on in the Models dialog, or choose another model for this chat.");
        }

        if (Blocks(probe, selection.Private) is { } why)
        {
            return Unavailable(id, probe.Settings.Name, model, why.Message, why.Detail);
        }

        ProviderHealth health = await probe.HealthAsync().WaitAsync(cancellationToken);
        // It is asked even where its check has failed: the server's own answer says more, and it may be back.
        ModelChoice? choice = probe.Choice(model, evenIfIll: true, selection.Private);
        if (choice is not null && LeavesPrivacy(choice, selection))
        {
            return Unavailable(id, probe.Settings.Name, choice.Model, PassedOn(choice), "Choose a model that runs there itself.");
        }

        return choice ?? Unavailable(id, probe.Settings.Name, model, health.Detail, "Choose another model for this chat, or try again.") with { Local = probe.Local };
    }

    /// <summary>Those that did not answer before, checked anew; one that still does not says so when it is asked.</summary>
    private async Task<IReadOnlyList<ModelChoice>> LookAgainAsync(ProviderProbe[] probes, ModelSelection selection, CancellationToken cancellationToken)
    {
        ProviderHealth[] found = await Task.WhenAll(probes.Select(static p => p.CheckAnewAsync())).WaitAsync(cancellationToken);
        return [.. probes
            .Select((p, i) => (Choice: found[i].Healthy ? p.Choice(selection.Model, inPrivacy: selection.Private) : null, Probe: p, found[i].Detail))
            .Select(f => f.Choice is { } choice && LeavesPrivacy(choice, selection) ? (Choice: null, f.Probe, Detail: PassedOn(choice)) : f)
            .OrderBy(static f => f.Choice is null)
            .Select(f => f.Choice ?? Unavailable(f.Probe.Settings.Id, f.Probe.Settings.Name, selection.Model, f.Detail, "Then ask again. What Sapphire can do without it tells \"help\"."))];
    }

    private static string PassedOn(ModelChoice choice) => $"{choice.Model} runs in a cloud, to which {choice.ProviderName} passes it on: it is not asked in privacy.";

    private static ModelChoice Unavailable(string id, string name, string? model, string title, string detail) =>
        new(id, name, model ?? "", new UnavailableModel(title, detail, canRetry: true), BuiltIn: false);

    // A server near by may pass a model on to a cloud, which no watch over our own connections sees.
    private bool LeavesPrivacy(ModelChoice choice, ModelSelection selection) => (selection.Private || _outbound.Rules.Private) && ModelFacts.RunsElsewhere(choice.Model);

    private OutboundBlockedException? Blocks(ProviderProbe probe, bool inPrivacy = false) => _outbound.Blocks(probe.Endpoint.BaseUrl, inPrivacy);

    private async Task LoopAsync()
    {
        // Somewhat sooner than an answer grows old, so that a turn always finds a fresh one.
        TimeSpan interval = _checkEvery * 2 / 3;
        using PeriodicTimer timer = new(interval, _time);
        try
        {
            do
            {
                // The dialog shows the health of every enabled provider, chosen or not.
                ProviderProbe[] all = _table.All();
                foreach (ProviderProbe probe in all)
                {
                    _ = probe.RenewAsync(interval);
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The end.
        }
    }

    /// <summary>Takes note of changed settings or keys; what is new is checked in the background.</summary>
    public void Refresh()
    {
        foreach (ProviderProbe probe in _table.InOrder())
        {
            _ = probe.HealthAsync();
        }

        Publish();
    }

    private void OnSettings(AppSettings settings) => Refresh();

    private void OnRules(OutboundRules rules)
    {
        ForgetFailures();
        Publish();
    }
}
