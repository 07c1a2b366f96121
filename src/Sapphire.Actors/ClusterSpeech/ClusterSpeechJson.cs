using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>JSON of the messages about speech jobs; sound is no JSON, see <see cref="SoundChunkSerializer"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SpeechJobOffer))]
[JsonSerializable(typeof(SpeechJobTaken))]
[JsonSerializable(typeof(BeginRecognition))]
[JsonSerializable(typeof(BeginSynthesis))]
[JsonSerializable(typeof(SoundTaken))]
[JsonSerializable(typeof(PartialTranscript))]
[JsonSerializable(typeof(Transcript))]
[JsonSerializable(typeof(SpeechJobFailed))]
[JsonSerializable(typeof(EndSpeechJob))]
[JsonSerializable(typeof(SpeechKeepAlive))]
[JsonSerializable(typeof(GetNodeVoices))]
[JsonSerializable(typeof(NodeVoices))]
[JsonSerializable(typeof(WarmNode))]
internal sealed partial class ClusterSpeechJson : JsonSerializerContext;
