using System.Text.Json.Serialization;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Settings;

/// <summary>The JSON of the routes under <c>/api/settings</c>.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SettingsView))]
[JsonSerializable(typeof(SettingRequest))]
[JsonSerializable(typeof(SettingsRequest))]
internal sealed partial class SettingsHttpJson : JsonSerializerContext;
