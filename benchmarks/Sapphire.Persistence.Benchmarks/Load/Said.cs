using System.Text.Json.Serialization;
using Sapphire.Persistence.Events;

namespace Sapphire.Persistence.Benchmarks.Load;

/// <summary>An event of some 200 bytes, as a chat's messages mostly are.</summary>
/// <param name="Number">Which one.</param>
/// <param name="Author">Who.</param>
/// <param name="Text">What.</param>
internal sealed record Said(long Number, string Author, string Text)
{
    private const string Sentence = "What a message of a chat mostly is: a sentence or two, of which a good many are stored each day, and read again.";

    public static readonly EventCatalog Catalog = new EventCatalog().Add("bench.said.1", SaidJson.Default.Said);

    public static Said Make(long number) => new(number, "somebody", Sentence);
}

/// <summary>Its JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Said))]
internal sealed partial class SaidJson : JsonSerializerContext;
