using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Tests.Settings;

public sealed class SpeechSettingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Settings => Path.Combine(_folder.Path, "settings.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_and_unknown_members_stay()
    {
        File.WriteAllText(Settings, """{ "theme": "dark", "speech": { "later": 1, "speak": { "rate": 1.5, "other": [1], "service": { "url": "127.0.0.1:8000", "x": 2 } } } }""");
        SpeechSettings wanted = new(
            new("openai/alloy", 1.25, 0.8, 0.5, SpeakSettings.Always, new("http://127.0.0.1:8000/v1", "tts-1", "alloy, echo")),
            new("openai", new("https://example.com/v1", "whisper-1", "")));
        using (SettingsStore store = new(Settings))
        {
            store.Error.ShouldBeNull();
            store.Current.Speech.Speak.Rate.ShouldBe(1.5);
            store.Current.Speech.Speak.Service.Url.ShouldBe("http://127.0.0.1:8000/v1");
            store.Update(s => s with { Speech = wanted });
        }

        using SettingsStore again = new(Settings);
        again.Current.Speech.ShouldBe(wanted);
        string text = File.ReadAllText(Settings);
        text.ShouldContain("\"theme\"");
        text.ShouldContain("\"later\"");
        text.ShouldContain("\"other\"");
        text.ShouldContain("\"x\"");
    }

    [Fact]
    public void New_home_has_the_defaults()
    {
        using SettingsStore store = new(Settings);
        store.Current.Speech.ShouldBe(SpeechSettings.Default);
    }

    [Fact]
    public void Change_of_the_file_is_read()
    {
        using SettingsStore store = new(Settings);
        File.WriteAllText(Settings, """{ "speech": { "speak": { "when": "never" } } }""");
        store.Reload();
        store.Current.Speech.Speak.When.ShouldBe(SpeakSettings.Never);
    }

    [Theory]
    [InlineData("""{ "speech": 1 }""", "speech: Expected an object.")]
    [InlineData("""{ "speech": { "speak": [] } }""", "speech.speak: Expected an object.")]
    [InlineData("""{ "speech": { "speak": { "rate": 3 } } }""", "speech.speak.rate: Expected a number from 0.5 to 2.")]
    [InlineData("""{ "speech": { "speak": { "pitch": "high" } } }""", "speech.speak.pitch: Expected a number from 0.5 to 2.")]
    [InlineData("""{ "speech": { "speak": { "volume": -0.1 } } }""", "speech.speak.volume: Expected a number from 0 to 1.")]
    [InlineData("""{ "speech": { "speak": { "when": "maybe" } } }""", "speech.speak.when: Expected one of \"spoken\", \"always\", \"never\".")]
    [InlineData("""{ "speech": { "speak": { "voice": 5 } } }""", "speech.speak.voice: Expected a text in quotes.")]
    [InlineData("""{ "speech": { "listen": { "recognizer": "ears" } } }""", "speech.listen.recognizer: Expected one of \"auto\", \"pocketsphinx\", \"openai\".")]
    [InlineData("""{ "speech": { "listen": { "service": { "url": "ftp://x" } } } }""", "speech.listen.service.url: The scheme ftp:// is not supported; use http:// or https://.")]
    public void Wrong_value_is_told_with_its_place(string json, string message)
    {
        File.WriteAllText(Settings, json);
        using SettingsStore store = new(Settings);
        store.Error!.Message.ShouldBe(message);
        store.Error.Line.ShouldBe(1);
        store.Error.Column.ShouldBeGreaterThan(1);
        store.Current.Speech.ShouldBe(SpeechSettings.Default);
    }
}
