using System.Text;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Tests.Settings;

public sealed class ChatDefaultsTests
{
    [Fact]
    public void The_section_is_read_whatever_the_case_of_its_members()
    {
        ChatSettings defaults = Read("""{ "chat": { "defaults": { "Toolset": "none", "speed": 1.5, "spiceSets": ["calm"], "injectDateTime": false, "later": 1 } } }""").ChatDefaults;

        defaults.ShouldBe(new ChatSettings { Toolset = "none", Speed = 1.5, SpiceSets = ["calm"], InjectDateTime = false });
    }

    [Fact]
    public void What_is_written_is_read_again_and_what_is_not_known_stays()
    {
        (AppSettings settings, var document) = SettingsJson.Read("settings.json", Encoding.UTF8.GetBytes("""{ "chat": { "other": 1, "defaults": { "later": 2, "Voice": "flite/slt" } } }"""));
        ChatSettings defaults = new() { Prompt = "calm", Model = "small", Provider = "local", SpiceTurns = 4, MemoryScope = "work" };

        string text = Encoding.UTF8.GetString(SettingsJson.Write(SettingsJson.Merge(document, settings with { ChatDefaults = defaults })));

        Read(text).ChatDefaults.ShouldBe(defaults);
        text.ShouldContain("\"other\"");
        text.ShouldContain("\"later\"");
    }

    [Fact]
    public void A_home_without_defaults_gets_no_section()
    {
        (AppSettings settings, var document) = SettingsJson.Read("settings.json", Encoding.UTF8.GetBytes("{}"));

        SettingsJson.Merge(document, settings).ContainsKey("chat").ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"speed\": 9", "speed")]
    [InlineData("\"speed\": \"fast\"", "a number")]
    [InlineData("\"memoryScope\": \"No Good\"", "memory scope")]
    [InlineData("\"spiceEnabled\": 1", "true or false")]
    public void A_value_that_is_not_possible_is_an_error_with_its_line(string member, string message)
    {
        SettingsException e = Should.Throw<SettingsException>(() => Read($"{{\n\"chat\": {{ \"defaults\": {{\n{member} }} }} }}"));

        e.Error.Line.ShouldBe(3);
        e.Error.Message.ShouldContain(message);
    }

    private static AppSettings Read(string json) => SettingsJson.Read("settings.json", Encoding.UTF8.GetBytes(json)).Settings;
}
