using System.Text.Json.Serialization;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Speech;

/// <summary>The JSON of the routes under <c>/api/speech</c>.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SpeechView))]
[JsonSerializable(typeof(SpeechSettingsRequest))]
[JsonSerializable(typeof(SpeechTestRequest))]
[JsonSerializable(typeof(RecognizerTestRequest))]
[JsonSerializable(typeof(RecognizerTestResult))]
internal sealed partial class SpeechJsonContext : JsonSerializerContext;
