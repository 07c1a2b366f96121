using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Models;

/// <summary>One configured provider: its client, and its health, which is remembered; checks at the same time are one check.</summary>
internal sealed class ProviderProbe
{
    private const int MostChoices = 100;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly HttpClient _privately;
    private readonly TimeProvider _time;
    private readonly OpenAiTimeouts? _timeouts;
    private readonly Action _checked;
    private readonly CancellationToken _stopped;
    private readonly Lock _gate = new();
    private Task<ProviderHealth>? _running;
    private ProviderHealth? _last;
    private long _lastAt;
    private int _voided;
    private ModelSettings _models = ModelSettings.Default;
    private readonly Dictionary<(string Model, bool InPrivacy), ModelChoice> _choices = [];

    /// <param name="settings">The provider.</param>
    /// <param name="key">Its key.</param>
    /// <param name="http">Not owned.</param>
    /// <param name="privately">For private chats; not owned.</param>
    /// <param name="time">The clock.</param>
    /// <param name="timeouts">Of its client.</param>
    /// <param name="checkedNow">Called after each check.</param>
    /// <param name="stopped">Ends running checks.</param>
    public ProviderProbe(ProviderSettings settings, string? key, HttpClient http, HttpClient privately, TimeProvider time, OpenAiTimeouts? timeouts, TimeSpan checkEvery, Action checkedNow, CancellationToken stopped)
    {
        Settings = settings;
        Key = key;
        Endpoint = new(settings.Name, new(settings.Url), settings.Model, key) { Kind = settings.Kind };
        Breaker = new(settings.Name, time);
        _http = http;
        _privately = privately;
        _time = time;
        _timeouts = timeouts;
        _checked = checkedNow;
        _stopped = stopped;
        // A server of one's own network costs nothing to ask; one far away is asked less often.
        Local = OutboundRules.IsNear(Endpoint.BaseUrl.IdnHost);
        Remembered = Local ? checkEvery : 5 * checkEvery;
    }

    public ProviderSettings Settings { get; }

    public string? Key { get; }

    public OpenAiEndpoint Endpoint { get; }

    /// <summary>Keeps turns away from it while it fails again and again.</summary>
    public ProviderBreaker Breaker { get; }

    /// <summary>For how long a health check counts as recent.</summary>
    public TimeSpan Remembered { get; }

    /// <summary>What the last check found, however old; null before the first.</summary>
    public ProviderHealth? Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>
    /// The health, at once where a check was done within the last minutes (an old one is renewed in the background), else
    /// after a check.
    /// </summary>
    public Task<ProviderHealth> HealthAsync()
    {
        lock (_gate)
        {
            if (_last is null)
            {
                return CheckLocked();
            }

            TimeSpan age = _time.GetElapsedTime(_lastAt);
            if (age <= Remembered)
            {
                return Task.FromResult(_last);
            }

            Task<ProviderHealth> check = CheckLocked();
            return age <= 4 * Remembered ? Task.FromResult(_last) : check;
        }
    }

    /// <summary>Checks when the last check will soon be no longer recent.</summary>
    public Task<ProviderHealth> RenewAsync(TimeSpan interval)
    {
        lock (_gate)
        {
            return _last is not null && _time.GetElapsedTime(_lastAt) + interval <= Remembered ? Task.FromResult(_last) : CheckLocked();
        }
    }

    /// <summary>Checks now, or joins the check that runs.</summary>
    public Task<ProviderHealth> CheckAsync()
    {
        lock (_gate)
        {
            return CheckLocked();
        }
    }

    /// <summary>What a check finds that begins now or later; one that runs already counts only where it finds the provider well.</summary>
    public async Task<ProviderHealth> CheckAnewAsync()
    {
        Task<ProviderHealth>? running;
        lock (_gate)
        {
            running = _running;
        }

        return running is not null && await running is { Healthy: true } health ? health : await CheckAsync();
    }

    /// <summary>What failed until now counts no more, and neither does a check that runs: who asks next waits for a new one.</summary>
    public void ForgetFailure()
    {
        lock (_gate)
        {
            _voided++;
            _running = null;
            Breaker.Reset();
            if (_last is { Healthy: false }) _last = null;
            _ = CheckLocked();
        }
    }

    /// <summary>It is on this machine or in its own network.</summary>
    public bool Local { get; }

    /// <summary>The model to ask, by the last check; null when it cannot be asked.</summary>
    /// <param name="wanted">Another model than the provider's own; null or empty takes that.</param>
    /// <param name="evenIfIll">Also where the last check failed, if the model is known.</param>
    /// <param name="inPrivacy">For a private chat.</param>
    public ModelChoice? Choice(string? wanted = null, bool evenIfIll = false, bool inPrivacy = false)
    {
        lock (_gate)
        {
            if (_last is not { Healthy: true } && !evenIfIll)
            {
                return null;
            }

            string model = !string.IsNullOrEmpty(wanted) ? wanted : _last is { Model.Length: > 0 } health ? health.Model : Settings.Model;
            if (model.Length == 0)
            {
                return null;
            }

            if (!_choices.TryGetValue((model, inPrivacy), out ModelChoice? choice))
            {
                if (_choices.Count >= MostChoices)
                {
                    _choices.Clear();
                }

                choice = _choices[(model, inPrivacy)] = Make(model, inPrivacy);
            }

            return choice;
        }
    }

    /// <summary>The profiles of models are these now.</summary>
    public void Use(ModelSettings models)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_models.Profiles, models.Profiles))
            {
                _choices.Clear();
            }

            _models = models;
        }
    }

    private ModelChoice Make(string model, bool inPrivacy)
    {
        ModelProfile profile = ModelFacts.Of(model, Settings.Kind, _last?.Listed.FirstOrDefault(m => m.Id == model), _models.ProfileOf(Settings.Id, model));
        OpenAiTimeouts? timeouts = Settings.Timeout is { } seconds ? (_timeouts ?? OpenAiTimeouts.Default) with { FirstToken = TimeSpan.FromSeconds(seconds) } : _timeouts;
        IChatClient client = ProviderProtocol.Client(inPrivacy ? _privately : _http, Endpoint with { Model = model }, _time, timeouts, profile.Generation);
        // A failed answer is news about the health of the server.
        return new(Settings.Id, Settings.Name, model, new WatchedModel(client, Breaker, () => _ = CheckAsync()), BuiltIn: false)
        {
            Profile = profile.Generation,
            ContextTokens = profile.ContextTokens,
            Sees = profile.Sees ?? false,
            Prices = profile.Prices,
            Local = Local && !ModelFacts.RunsElsewhere(model),
        };
    }

    private Task<ProviderHealth> CheckLocked()
    {
        int voided = _voided;
        return _running ??= Task.Run(() => RunAsync(voided), CancellationToken.None);
    }

    private async Task<ProviderHealth> RunAsync(int voided)
    {
        ProviderHealth health;
        try
        {
            bool named = Settings.Model.Length > 0;
            ImmutableArray<ListedModel> listed = await ProviderProtocol.ListAsync(_http, Endpoint, _time, Timeout, optional: named, _stopped);
            listed = await ServerFacts.AddAsync(_http, Endpoint, listed, _time, _stopped);
            health = Judge([.. listed.Select(static m => m.Id)]) with { Listed = listed };
        }
        catch (ModelException e)
        {
            health = new(false, $"{e.Message} {e.Detail}".Trim(), "", []);
        }
        catch (OperationCanceledException)
        {
            health = new(false, "Sapphire is stopping.", "", []);
        }

        Task<ProviderHealth>? newer = null;
        lock (_gate)
        {
            if (voided == _voided)
            {
                // What the server says of its models may have changed.
                if (_last is null || !_last.Listed.SequenceEqual(health.Listed)) _choices.Clear();
                _last = health;
                _lastAt = _time.GetTimestamp();
                _running = null;
            }
            else
            {
                newer = CheckLocked();
            }
        }

        if (newer is not null) return await newer;
        _checked();
        return health;
    }

    private ProviderHealth Judge(ImmutableArray<string> models)
    {
        string count = models.Length == 1 ? "1 model" : $"{models.Length} models";
        if (Settings.Model.Length > 0)
        {
            string detail = models.Length == 0 ? "It does not list its models" : models.Contains(Settings.Model, StringComparer.Ordinal) ? count : $"{count}; {Settings.Model} is not among them";
            return new(true, detail, Settings.Model, models);
        }

        // One that runs there itself goes before one that is passed on to a cloud.
        string? first = models.FirstOrDefault(static m => ModelFacts.IsChatModel(m) && !ModelFacts.RunsElsewhere(m)) ?? models.FirstOrDefault(ModelFacts.IsChatModel);
        return first is null
            ? new(false, $"{Settings.Name} lists no model that can chat: load one there, or name one in the Models dialog.", "", models)
            : new(true, count, first, models);
    }
}
