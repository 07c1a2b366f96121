using System.Text.Json.Serialization;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Privacy;

/// <summary>The JSON of the routes of privacy mode and the proxy.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PrivacyView))]
[JsonSerializable(typeof(PrivacyRequest))]
[JsonSerializable(typeof(SocksView))]
[JsonSerializable(typeof(SocksRequest))]
[JsonSerializable(typeof(SocksTestResult))]
internal sealed partial class PrivacyJson : JsonSerializerContext;
