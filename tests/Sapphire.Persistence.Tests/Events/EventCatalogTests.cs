using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.TestKit;

namespace Sapphire.Persistence.Tests.Events;

public sealed record Said(string Text, string Author);

public sealed record Renamed(string Title);

[JsonSerializable(typeof(Said))]
[JsonSerializable(typeof(Renamed))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
internal sealed partial class SaidJson : JsonSerializerContext;

public sealed class EventCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_event_is_written_with_its_manifest_and_read_back()
    {
        SerializedEvent written = Catalog().Serialize(new Said("hello", "ada"));
        written.Manifest.ShouldBe("chat.said.2");
        Encoding.UTF8.GetString(written.Payload).ShouldBe("""{"text":"hello","author":"ada"}""");
        Catalog().Deserialize(written.Manifest, written.Payload).ShouldBe(new Said("hello", "ada"));
    }

    [Fact]
    public void Older_forms_are_upcast_on_reading()
    {
        Catalog().Deserialize("chat.said.1", """{"text":"a"}"""u8).ShouldBe(new Said("a", "unknown"));
        Catalog().Deserialize("chat.said.0", """{"words":"a"}"""u8).ShouldBe(new Said("a", "unknown"));
    }

    [Fact]
    public void An_unknown_manifest_says_what_to_do() =>
        Should.Throw<EventSerializationException>(() => Catalog().Deserialize("chat.said.9", "{}"u8))
            .Message.ShouldContain("'chat.said.9' is unknown");

    [Theory]
    [InlineData("chat.said.2", "{}")]
    [InlineData("chat.said.2", "null")]
    [InlineData("chat.said.2", "{\"text\":")]
    [InlineData("chat.said.2", "{\"text\":5,\"author\":\"secret words\"}")]
    [InlineData("chat.said.1", "[]")]
    [InlineData("chat.said.0", "{}")]
    public void A_damaged_payload_is_refused_without_quoting_it(string manifest, string payload)
    {
        EventSerializationException error = Should.Throw<EventSerializationException>(() => Catalog().Deserialize(manifest, Encoding.UTF8.GetBytes(payload)));
        error.Message.ShouldContain(manifest);
        error.Message.ShouldNotContain("secret words");
    }

    [Fact]
    public void An_unregistered_type_is_refused() =>
        Should.Throw<EventSerializationException>(() => Catalog().Serialize("text")).Message.ShouldContain("System.String");

    [Fact]
    public void Manifests_and_types_are_registered_once()
    {
        Should.Throw<ArgumentException>(() => Catalog().Add("chat.said.3", SaidJson.Default.Said));
        Should.Throw<ArgumentException>(() => new EventCatalog().Add("a.1", SaidJson.Default.Said).Add("a.1", SaidJson.Default.Renamed));
        Should.Throw<ArgumentException>(() => Catalog().Upcast("chat.said.1", json => json));
        Should.Throw<ArgumentException>(() => new EventCatalog().Upcast("a.0", json => json));
        Should.Throw<ArgumentException>(() => new EventCatalog().Add("Not A Manifest", SaidJson.Default.Said));
        Should.Throw<ArgumentException>(() => Catalog().AddAll(Catalog()));
        new EventCatalog().AddAll(Catalog()).Manifests.ShouldBe(["chat.renamed.1", "chat.said.0", "chat.said.1", "chat.said.2"]);
    }

    [Fact]
    public void Golden_files_pin_what_is_written()
    {
        object[] samples = [new Said("hello", "ada"), new Renamed("title")];
        Dictionary<string, object> older = new() { ["chat.said.1"] = new Said("old", "unknown"), ["chat.said.0"] = new Said("older", "unknown") };
        Golden("chat.said.2", """{ "text": "hello", "author": "ada" }""");
        Golden("chat.said.1", """{ "text": "old" }""");
        Golden("chat.said.0", """{ "words": "older" }""");

        // A new event has no file yet.
        Fault(Catalog(), samples, older).ShouldContain("chat.renamed.1: there is no golden file");
        Golden("chat.renamed.1", """{ "title": "title" }""");
        GoldenFiles.Verify(Catalog(), _folder.Path, samples, older);

        // A form that changed without a new manifest.
        Fault(Catalog(), [new Said("changed", "ada"), samples[1]], older).ShouldContain("chat.said.2: it is now written as");

        // An event without a sample, an older form without an expectation, a form that is no longer read.
        Fault(Catalog(), [samples[0]], older).ShouldContain("chat.renamed.1: no sample");
        Fault(Catalog(), samples, new Dictionary<string, object>()).ShouldContain("chat.said.0: no expected event");
        Golden("chat.gone.1", "{}");
        Fault(Catalog(), samples, older).ShouldContain("chat.gone.1: there is a golden file, but");
    }

    [Fact]
    public void The_events_of_these_tests_match_their_golden_files() =>
        GoldenFiles.Verify(
            Catalog(),
            GoldenFiles.FolderBeside("Golden"),
            [new Said("hello", "ada"), new Renamed("title")],
            new Dictionary<string, object> { ["chat.said.1"] = new Said("old", "unknown"), ["chat.said.0"] = new Said("older", "unknown") });

    private static EventCatalog Catalog() => new EventCatalog()
        .Add("chat.said.2", SaidJson.Default.Said)
        .Upcast("chat.said.1", json =>
        {
            json["author"] = "unknown";
            return json;
        })
        .Upcast("chat.said.0", json => new JsonObject { ["text"] = json["words"]!.GetValue<string>(), ["author"] = "unknown" })
        .Add("chat.renamed.1", SaidJson.Default.Renamed);

    private string Fault(EventCatalog catalog, object[] samples, IReadOnlyDictionary<string, object> older) =>
        Should.Throw<InvalidOperationException>(() => GoldenFiles.Verify(catalog, _folder.Path, samples, older)).Message;

    private void Golden(string manifest, string json) => File.WriteAllText(_folder.File(manifest + ".json"), json);
}
