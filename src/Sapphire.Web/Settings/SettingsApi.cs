using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Settings;

/// <summary>What the Settings page asks for and changes. Every change is stored when its method returns.</summary>
/// <param name="store">The settings.</param>
/// <param name="restart">Knows when the process started, and whether it can start anew.</param>
/// <param name="report">What an operator has set; null where it is not known.</param>
internal sealed class SettingsApi(SettingsStore store, RestartControl restart, ConfigReport? report)
{
    private static readonly JsonElement Nothing = JsonElement.Parse("null");

    /// <summary><c>GET /api/settings</c>.</summary>
    public SettingsView View()
    {
        AppSettings settings = store.Current;
        SettingView[] all = [.. SettingsRegistry.All.Select(setting => View(setting, settings))];
        return new(
            [.. SettingCategory.All.Select(static c => new SettingCategoryView(c.Id, c.Title, c.Help))],
            all,
            store.Error is { } error ? new(error.ToString(), error.Line, error.Column) : null,
            store.UnusedKeys,
            all.Any(static s => s.Pending),
            RestartControl.CanRestart,
            restart.StartedAt,
            [.. report?.Lines.Select(static line => new OperatorSettingView(line.Key, line.Value, line.Source)) ?? []]);
    }

    /// <summary><c>PUT /api/settings/{key}</c>.</summary>
    public SettingsView Put(string key, SettingRequest request) => Put(new(new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [key] = request.Value }));

    /// <summary><c>PUT /api/settings</c>.</summary>
    public SettingsView Put(SettingsRequest request)
    {
        if (request.Values is not { Count: > 0 })
        {
            throw ApiProblem.Bad("No setting is named.", "Send { \"values\": { \"KEY\": … } }.");
        }

        (Setting Setting, SettingValue? Value)[] changes = [.. request.Values.Select(pair => Read(pair.Key, pair.Value))];
        store.Update(settings => settings with
        {
            Values = changes.Aggregate(settings.Values, static (values, change) => change.Value is { } value ? values.Set(change.Setting.Key, value) : values.Remove(change.Setting.Key)),
        });
        return View();
    }

    /// <summary><c>DELETE /api/settings/{key}</c>.</summary>
    public SettingsView Reset(string key) => Reset([Known(key)]);

    /// <summary><c>DELETE /api/settings</c>: every setting, or those of a category.</summary>
    public SettingsView ResetAll(string? category) =>
        category is null ? Reset(SettingsRegistry.All)
        : SettingCategory.All.FirstOrDefault(c => c.Id == category) is { } known ? Reset(SettingsRegistry.All.Where(s => s.Category == known))
        : throw new ApiProblem(StatusCodes.Status404NotFound, $"There is no category \"{category}\".", $"The categories are {string.Join(", ", SettingCategory.All.Select(static c => c.Id))}.");

    // What the environment sets stays in force, and the file's value below it goes.
    private SettingsView Reset(IEnumerable<Setting> which)
    {
        store.Update(settings => which.Aggregate(settings, static (s, setting) => s.Without(setting)));
        return View();
    }

    private (Setting Setting, SettingValue? Value) Read(string key, JsonElement json)
    {
        Setting setting = Known(key);
        if (store.Current.Overrides.Find(key) is { } fixedBy)
        {
            throw new ApiProblem(
                StatusCodes.Status409Conflict,
                $"{setting.Title} cannot be changed here.",
                $"{SetBy(setting, fixedBy.Source)} gives its value and goes before settings.json. Remove it there and start Sapphire again.");
        }

        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return (setting, null);
        }

        return setting.TryRead(JsonNode.Parse(json.GetRawText())!, out SettingValue? value, out string? problem)
            ? (setting, value)
            : throw ApiProblem.Bad($"{setting.Title} ({setting.Key}) cannot be so.", problem);
    }

    private SettingView View(Setting setting, AppSettings settings)
    {
        (SettingValue value, SettingSource source) = settings.Find(setting);
        return new(
            setting.Key,
            setting.Category.Id,
            setting.Title,
            setting.Help,
            Camel(setting.Kind.ToString()),
            setting.Sensitive ? Nothing : JsonElement.Parse(value.Json),
            JsonElement.Parse(setting.DefaultValue.Json),
            Camel(source.ToString()),
            SetBy(setting, source),
            settings.Values.Find(setting.Key) is { } stored && stored != setting.DefaultValue,
            Camel(setting.Applies.ToString()),
            setting.Applies == SettingApplies.Restart && store.AtStart.Find(setting).Value != value,
            setting.Rule,
            setting.Least,
            setting.Most,
            setting.Unit,
            setting.Choices,
            setting.MaxLength,
            setting.Advanced);
    }

    private static string SetBy(Setting setting, SettingSource source) => source switch
    {
        SettingSource.Environment => SettingOverrides.Prefix + setting.Key,
        SettingSource.CommandLine => $"--set {setting.Key}",
        _ => "",
    };

    private static Setting Known(string key) => SettingsRegistry.Find(key)
        ?? throw new ApiProblem(StatusCodes.Status404NotFound, $"There is no setting \"{key}\".", "GET /api/settings names all of them.");

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
