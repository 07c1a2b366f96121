using System.Collections.Immutable;
using Sapphire.Actors.Models;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Settings;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Models;

/// <summary>What the Models dialog asks for and changes. Every change is on disk when its method returns.</summary>
internal sealed class ModelsApi
{
    private const int MaxProviders = 50;
    private const int MaxName = 80;
    private const int MaxModel = 200;

    private static readonly IReadOnlyList<ProviderKindView> KindViews = [.. ProviderKinds.All.Select(static k => new ProviderKindView(k.Id, k.Name, k.Url, k.KeyVariable, k.Local))];

    private readonly SettingsStore _settings;
    private readonly ModelKeys _keys;
    private readonly ProviderKeys _lookup;
    private readonly OutboundGate _gate;
    private readonly TimeProvider _time;
    private readonly ModelDirectory _directory;
    private readonly ModelTest _test;
    private readonly LocalServerScan _scan;

    public ModelsApi(SettingsStore settings, ModelKeys keys, ProviderKeys lookup, OutboundGate gate, ModelDirectory directory, ModelTest test, LocalServerScan scan, TimeProvider? time = null)
    {
        _lookup = lookup;
        _gate = gate;
        _time = time ?? TimeProvider.System;
        _settings = settings;
        _keys = keys;
        _directory = directory;
        _test = test;
        _scan = scan;
    }

    /// <summary><c>GET /api/models</c>.</summary>
    public ModelsView View()
    {
        ModelSettings models = _settings.Current.Models;
        return new(models.Selection, [.. models.Providers.Select(View)], KindViews, [.. models.Profiles.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => ProfilesApi.View(p.Key, p.Value))]);
    }

    /// <summary><c>PUT /api/models/providers/{id}</c>.</summary>
    public ModelsView Put(string id, ProviderRequest request)
    {
        if (!ProviderIds.IsValid(id))
        {
            throw ApiProblem.Bad("The provider's id is not valid.", ProviderIds.Rule);
        }

        Uri url = Url(request.Url);
        ProviderSettings provider = new(
            id,
            Line(request.Name, "name", MaxName, required: true),
            ProviderUrl.Text(url),
            Line(request.Model, "model", MaxModel, required: false),
            request.Enabled);
        string? key = Key(request.Key);
        if (key is not null)
        {
            // First the key: a crash between the two leaves a key that no provider uses.
            _keys.Set(id, ProviderUrl.Origin(url), key);
        }

        _settings.Update(s =>
        {
            ImmutableArray<ProviderSettings> providers = s.Models.Providers;
            int at = IndexOf(providers, id);
            if (at < 0 && providers.Length >= MaxProviders)
            {
                throw ApiProblem.Bad($"There are {MaxProviders} providers already.", "Delete one first.");
            }

            ProviderSettings next = WithMore(at < 0 ? provider : providers[at] with { Name = provider.Name, Url = provider.Url, Model = provider.Model, Enabled = provider.Enabled }, request);
            return s with { Models = s.Models with { Providers = at < 0 ? providers.Add(next) : providers.SetItem(at, next) } };
        });
        // A new key alone changes no setting.
        _directory.Refresh();
        return View();
    }

    /// <summary><c>DELETE /api/models/providers/{id}</c>.</summary>
    public ModelsView Delete(string id)
    {
        _settings.Update(s =>
        {
            int at = IndexOf(s.Models.Providers, id);
            return at < 0
                ? throw Unknown(id)
                : s with { Models = s.Models with { Selection = s.Models.Selection == id ? ModelSettings.Auto : s.Models.Selection, Providers = s.Models.Providers.RemoveAt(at) } };
        });
        _keys.Set(id, "", null);
        return View();
    }

    /// <summary><c>POST /api/models/providers/{id}/retry</c>: one that is left alone is asked again, from this moment on.</summary>
    public async Task<ModelsView> RetryAsync(string id, CancellationToken cancellationToken)
    {
        if (IndexOf(_settings.Current.Models.Providers, id) < 0)
        {
            throw Unknown(id);
        }

        await _directory.TryAgainAsync(id, cancellationToken);
        return View();
    }

    /// <summary><c>PUT /api/models/selection</c>.</summary>
    public ModelsView Select(SelectionRequest request)
    {
        if (string.IsNullOrEmpty(request.Selection))
        {
            throw ApiProblem.Bad("The selection is missing.", "Use \"auto\", \"builtin\" or the id of a provider.");
        }

        IReadOnlyList<string> order = request.Order ?? [];
        if (order.Count > MaxProviders || order.Any(static id => id is null) || order.Distinct(StringComparer.Ordinal).Count() != order.Count)
        {
            throw ApiProblem.Bad("The order is not valid.", "Name each provider at most once.");
        }

        _settings.Update(s =>
        {
            ImmutableArray<ProviderSettings> providers = s.Models.Providers;
            if (request.Selection is not (ModelSettings.Auto or ModelSettings.BuiltIn) && IndexOf(providers, request.Selection) < 0)
            {
                throw Unknown(request.Selection);
            }

            if (order.FirstOrDefault(id => IndexOf(providers, id) < 0) is { } unknown)
            {
                throw Unknown(unknown);
            }

            // A provider that the order does not name keeps its place behind those that it names.
            Dictionary<string, int> places = order.Select(static (id, i) => (id, i)).ToDictionary(static p => p.id, static p => p.i, StringComparer.Ordinal);
            return s with { Models = s.Models with { Selection = request.Selection, Providers = [.. providers.OrderBy(p => places.GetValueOrDefault(p.Id, int.MaxValue))] } };
        });
        return View();
    }

    /// <summary><c>POST /api/models/test</c>.</summary>
    public async Task<ModelTestResult> TestAsync(ModelTestRequest request, CancellationToken cancellationToken)
    {
        Uri url = Url(request.Url);
        string? key = Key(request.Key);
        if (key is null && request.ProviderId is { Length: > 0 } id)
        {
            if (IndexOf(_settings.Current.Models.Providers, id) < 0)
            {
                throw Unknown(id);
            }

            ProviderSettings stored = _settings.Current.Models.Providers[IndexOf(_settings.Current.Models.Providers, id)];
            // Lent to the server it was given for, and to no other.
            key = ProviderUrl.Origin(new(stored.Url)) == ProviderUrl.Origin(url) ? _lookup.Find(stored).Key : _keys.Find(id, ProviderUrl.Origin(url));
            // Who tests wants to know now, whatever failed before.
            _directory.ForgetFailures(id);
        }
        else if (key is null && request.Kind is { Length: > 0 } kind)
        {
            // Not stored yet: only the usual key of the kind's own server.
            key = _lookup.Find(new("new-provider", "", ProviderUrl.Text(url), "", true) { Kind = kind }).Key;
        }

        OpenAiEndpoint endpoint = new("The server", url, Line(request.Model, "model", MaxModel, required: false), key) { Kind = Kind(request.Kind, ProviderKinds.Other) };
        ModelTestOutcome outcome = await _test.RunAsync(endpoint, cancellationToken);
        return new(outcome.Ok, outcome.Message, outcome.Models);
    }

    /// <summary><c>POST /api/models/scan</c>.</summary>
    public async Task<ScanResult> ScanAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<LocalServer> found = await _scan.RunAsync(cancellationToken);
        return new([.. found.Select(f => new FoundServer(f.Name, f.Url, f.Models, _settings.Current.Models.Providers.Any(p => SameServer(p.Url, f.Url))))]);
    }

    private ProviderView View(ProviderSettings provider)
    {
        ProviderHealth? health = provider.Enabled ? _directory.HealthOf(provider.Id) : null;
        BreakerState breaker = _directory.BreakerOf(provider.Id);
        (string? key, string? variable) = _lookup.Find(provider);
        Uri url = new(provider.Url);
        return new(
            provider.Id, provider.Name, provider.Url, provider.Model, provider.Enabled, key is not null, health?.Healthy, health?.Detail ?? "",
            provider.Kind, provider.Fallback, provider.KeyVariable, variable, provider.Timeout, OutboundRules.IsNear(url.IdnHost), _gate.Blocks(url)?.Message,
            breaker.Permits(_time.GetUtcNow()) ? null : breaker.Until);
    }

    private static string Kind(string? kind, string otherwise) =>
        kind is null ? otherwise
        : ProviderKinds.IsKnown(kind) ? kind
        : throw ApiProblem.Bad("There is no such kind of server.", $"Use one of {string.Join(", ", ProviderKinds.All.Select(static k => k.Id))}.");

    private static ProviderSettings WithMore(ProviderSettings provider, ProviderRequest request) => provider with
    {
        Kind = Kind(request.Kind, provider.Kind),
        Fallback = request.Fallback ?? provider.Fallback,
        KeyVariable = request.KeyVariable is null ? provider.KeyVariable : Variable(request.KeyVariable),
        Timeout = request.Timeout switch
        {
            null => provider.Timeout,
            0 => null,
            >= 1 and <= 3600 => request.Timeout,
            _ => throw ApiProblem.Bad("The time limit is not valid.", "Use 1 to 3600 seconds, or 0 for the default."),
        },
    };

    private static string Variable(string name) =>
        // Not any variable: what else is in the environment is no key, and is sent to nobody.
        name.Length == 0 || (name.Length <= 100 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name[0])
            && (name.EndsWith("_KEY", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_TOKEN", StringComparison.OrdinalIgnoreCase))) ? name
            : throw ApiProblem.Bad("The name of the environment variable is not valid.", "Use letters, digits and _, with _KEY or _TOKEN at the end: OPENAI_API_KEY.");

    private static bool SameServer(string one, string other)
    {
        Uri a = new(one);
        Uri b = new(other);
        return a.Port == b.Port && (a.Host == b.Host || (a.IsLoopback && b.IsLoopback));
    }

    private static int IndexOf(ImmutableArray<ProviderSettings> providers, string id)
    {
        for (int i = 0; i < providers.Length; i++)
        {
            if (providers[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    private static Uri Url(string? text) =>
        ProviderUrl.TryNormalize(text, out Uri? url, out string? error) ? url : throw ApiProblem.Bad("The URL is not valid.", error);

    private static string Line(string? text, string what, int limit, bool required)
    {
        text = text?.Trim() ?? "";
        return text.Length > limit ? throw ApiProblem.Bad($"The {what} is too long.", $"It has {text.Length} characters; at most {limit} are taken.")
            : text.Any(char.IsControl) ? throw ApiProblem.Bad($"The {what} holds a control character.", "Write it on one line.")
            : required && text.Length == 0 ? throw ApiProblem.Bad($"The {what} is missing.", $"Enter a {what}.")
            : text;
    }

    private static string? Key(string? key)
    {
        key = key?.Trim();
        return key is null ? null
            : key.Length > ModelKeys.MaxLength ? throw ApiProblem.Bad("The key is too long.", $"It has {key.Length} characters; at most {ModelKeys.MaxLength} are taken.")
            : key.Any(static c => c is <= ' ' or > '~') ? throw ApiProblem.Bad("The key holds a character that no key has.", "Copy it again, without blanks and line breaks.")
            : key;
    }

    private static ApiProblem Unknown(string id) =>
        new(StatusCodes.Status404NotFound, "There is no such provider.", $"It may have been deleted in another window. Reload the Models dialog. The id was {(id.Length > 40 ? id[..40] + "…" : id)}.");
}
