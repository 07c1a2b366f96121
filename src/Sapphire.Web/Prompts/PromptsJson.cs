using System.Text.Json.Serialization;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Prompts;

/// <summary>The JSON of the routes of prompts, spices, personas and avatars.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PromptsView))]
[JsonSerializable(typeof(PromptView))]
[JsonSerializable(typeof(PromptRequestBody))]
[JsonSerializable(typeof(NewName))]
[JsonSerializable(typeof(PieceRequest))]
[JsonSerializable(typeof(PromptPreviewRequest))]
[JsonSerializable(typeof(PromptPreview))]
[JsonSerializable(typeof(LibraryImported))]
[JsonSerializable(typeof(LibraryReset))]
[JsonSerializable(typeof(ChatPromptView))]
[JsonSerializable(typeof(SpicesView))]
[JsonSerializable(typeof(SpiceRequest))]
[JsonSerializable(typeof(SpiceChange))]
[JsonSerializable(typeof(SpiceCategoryRequest))]
[JsonSerializable(typeof(PersonasView))]
[JsonSerializable(typeof(PersonaRequest))]
[JsonSerializable(typeof(PersonaApplication))]
[JsonSerializable(typeof(AvatarsView))]
[JsonSerializable(typeof(AvatarStored))]
[JsonSerializable(typeof(AvatarChoice))]
internal sealed partial class PromptsJson : JsonSerializerContext;
