using System.Text.Json.Serialization;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Backups;

/// <summary>The JSON of the routes under <c>/api/backups</c>.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BackupsView))]
internal sealed partial class BackupsHttpJson : JsonSerializerContext;
