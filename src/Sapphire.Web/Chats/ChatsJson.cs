using System.Text.Json.Serialization;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Chats;

/// <summary>The JSON of the routes of chats and toolsets.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ImportedChats))]
[JsonSerializable(typeof(ToolsetsView))]
[JsonSerializable(typeof(ToolsetView))]
[JsonSerializable(typeof(ChatDefaultsView))]
[JsonSerializable(typeof(MemoryScopesView))]
[JsonSerializable(typeof(NewMemoryScope))]
internal sealed partial class ChatsJson : JsonSerializerContext;
