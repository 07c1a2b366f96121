using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sapphire.Web.Json;

/// <summary>How HTTP and the hub write JSON, in one place.</summary>
public static class JsonDefaults
{
    /// <summary>Web defaults, generated contracts first, reflection for what is not among them.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Sets the options of HTTP or of anything else that serialises by declared type.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.RespectNullableAnnotations = true;
        // Every answer is served as JSON with nosniff: nothing reads it as HTML.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.TypeInfoResolverChain.Clear();
        options.TypeInfoResolverChain.Add(ContractsJsonContext.Default);
        options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
    }

    /// <summary>
    /// Sets the options of the hub. SignalR serialises each value by its runtime type, which leaves out the <c>type</c> of a
    /// derived record; the added converter goes back to the base.
    /// </summary>
    public static void ApplyToHub(JsonSerializerOptions options)
    {
        Apply(options);
        options.Converters.Add(new DerivedRecordConverter());
    }

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly();
        return options;
    }
}
