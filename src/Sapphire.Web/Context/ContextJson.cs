using System.Text.Json.Serialization;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Context;

/// <summary>The JSON of the route <c>/api/chats/{id}/context</c>.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ContextView))]
internal sealed partial class ContextJson : JsonSerializerContext;
