using Sapphire.Actors.Models;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Tests.Settings;

namespace Sapphire.Actors.Tests.Models;

public sealed class ProviderKeysTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly ModelKeys _stored;
    private readonly ProviderKeys _keys;

    public ProviderKeysTests()
    {
        _stored = new(_folder.Path);
        _keys = new(_stored, _environment.GetValueOrDefault);
    }

    public void Dispose() => _folder.Dispose();

    private static ProviderSettings OpenAi(string url = "https://api.openai.com/v1") => new("my-openai", "OpenAI", url, "", true) { Kind = "openai" };

    [Fact]
    public void The_environment_goes_before_the_stored_key()
    {
        _keys.Find(OpenAi()).ShouldBe((null, null));
        _stored.Set("my-openai", "https://api.openai.com", "stored");
        _keys.Find(OpenAi()).ShouldBe(("stored", null));
        _environment["OPENAI_API_KEY"] = " usual ";
        _keys.Find(OpenAi()).ShouldBe(("usual", "OPENAI_API_KEY"));
        _environment["SAPPHIRE_KEY_MY_OPENAI"] = "own";
        _keys.Find(OpenAi()).ShouldBe(("own", "SAPPHIRE_KEY_MY_OPENAI"));
    }

    [Fact]
    public void A_variable_that_is_named_takes_the_place_of_the_usual_one()
    {
        _environment["OPENAI_API_KEY"] = "usual";
        _environment["WORK_KEY"] = "work";
        _keys.Find(OpenAi() with { KeyVariable = "WORK_KEY" }).ShouldBe(("work", "WORK_KEY"));
        _keys.Find(OpenAi() with { KeyVariable = "OTHER_KEY" }).ShouldBe((null, null));
    }

    [Fact]
    public void The_usual_variable_of_a_kind_goes_to_its_own_server_only()
    {
        _environment["OPENAI_API_KEY"] = "usual";
        _keys.Find(OpenAi("https://evil.example/v1")).Key.ShouldBeNull();
        _keys.Find(OpenAi("http://api.openai.com/v1")).Key.ShouldBeNull();
        _keys.Find(OpenAi() with { Kind = "other" }).Key.ShouldBeNull();
    }

    [Fact]
    public void A_key_of_the_environment_is_not_sent_in_clear_to_far_away()
    {
        _environment["SAPPHIRE_KEY_MY_OPENAI"] = "own";
        _keys.Find(OpenAi("http://models.example/v1")).Key.ShouldBeNull();
        _keys.Find(OpenAi("http://192.168.1.5:8000/v1")).Key.ShouldBe("own");
        _keys.Find(OpenAi("https://models.example/v1")).Key.ShouldBe("own");
    }
}
