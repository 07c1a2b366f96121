using Sapphire.Actors.Models;

namespace Sapphire.Actors.Tests.Models;

public sealed class ProviderUrlTests
{
    [Theory]
    [InlineData("127.0.0.1:1234", "http://127.0.0.1:1234/v1")]
    [InlineData(" http://localhost:1234/ ", "http://localhost:1234/v1")]
    [InlineData("http://localhost:1234/v1/", "http://localhost:1234/v1")]
    [InlineData("http://localhost:11434/api", "http://localhost:11434/v1")]
    [InlineData("http://localhost:11434/api/tags", "http://localhost:11434/v1")]
    [InlineData("https://api.openai.com", "https://api.openai.com/v1")]
    [InlineData("https://x.example/inference/v1", "https://x.example/inference/v1")]
    [InlineData("https://x.example/v1/chat/completions", "https://x.example/v1")]
    [InlineData("https://x.example/v1/models/", "https://x.example/v1")]
    [InlineData("https://x.example/api/v1", "https://x.example/api/v1")]
    [InlineData("HTTP://LOCALHOST:8080", "http://localhost:8080/v1")]
    [InlineData("[::1]:1234", "http://[::1]:1234/v1")]
    public void A_url_is_completed(string text, string expected)
    {
        ProviderUrl.TryNormalize(text, out Uri? url, out string? error).ShouldBeTrue(error);
        ProviderUrl.Text(url!).ShouldBe(expected);
        // What was normalised stays as it is.
        ProviderUrl.TryNormalize(expected, out Uri? again, out _).ShouldBeTrue();
        ProviderUrl.Text(again!).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "missing")]
    [InlineData(null, "missing")]
    [InlineData("ftp://x/v1", "ftp://")]
    [InlineData("file:///etc/passwd", "")]
    [InlineData("http://", "not a URL")]
    [InlineData("http://a b/", "blank")]
    [InlineData("http://me:secret@host/v1", "user name")]
    [InlineData("http://host/v1?key=1", "?")]
    [InlineData("http://host:99999/v1", "not a URL")]
    public void A_bad_url_is_told(string? text, string message)
    {
        ProviderUrl.TryNormalize(text, out _, out string? error).ShouldBeFalse();
        error!.ShouldContain(message);
        error.ShouldNotContain("secret");
    }

    [Fact]
    public void A_long_url_is_told()
    {
        ProviderUrl.TryNormalize("http://h/" + new string('a', 3000), out _, out string? error).ShouldBeFalse();
        error!.ShouldContain("2000");
    }
}
