using System.Text.Json.Serialization;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Images;

/// <summary>The JSON of the routes under <c>/api/images</c>.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ImageUploaded))]
internal sealed partial class ImagesJson : JsonSerializerContext;
