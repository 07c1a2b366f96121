using System.Text.Json;
using System.Text.Json.Serialization;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Workers;

/// <summary>JSON of the link's control frames.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WorkerHello))]
[JsonSerializable(typeof(WorkerConfiguration))]
[JsonSerializable(typeof(WorkerReady))]
[JsonSerializable(typeof(WorkerUnavailable))]
[JsonSerializable(typeof(WorkerSpoken))]
[JsonSerializable(typeof(WorkerFailure))]
[JsonSerializable(typeof(WorkerFileRead))]
[JsonSerializable(typeof(WorkerFileWrite))]
[JsonSerializable(typeof(SpeechRequest))]
[JsonSerializable(typeof(Recognized))]
public sealed partial class WorkerJsonContext : JsonSerializerContext;
