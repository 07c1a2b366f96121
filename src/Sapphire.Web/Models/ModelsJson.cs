using System.Text.Json.Serialization;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Models;

/// <summary>The JSON of the routes under <c>/api/models</c>.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ModelsView))]
[JsonSerializable(typeof(ProviderRequest))]
[JsonSerializable(typeof(SelectionRequest))]
[JsonSerializable(typeof(ModelTestRequest))]
[JsonSerializable(typeof(ModelTestResult))]
[JsonSerializable(typeof(ScanResult))]
[JsonSerializable(typeof(ModelProfileView))]
[JsonSerializable(typeof(ModelChoicesView))]
internal sealed partial class ModelsJson : JsonSerializerContext;
