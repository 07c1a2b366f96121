using Microsoft.Extensions.AI;
using Sapphire.Actors.Context;

namespace Sapphire.Actors.Tests.Context;

public sealed class TokenEstimateTests
{
    // Beside each text what the tokenizers of GPT-4 and Llama 3 make of it, about.
    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("Hello, world!", 3, 5)]
    [InlineData("The quick brown fox jumps over the lazy dog.", 9, 13)]
    [InlineData("internationalization of misunderstandings", 5, 14)]
    [InlineData("1234567890", 3, 5)]
    [InlineData("Привет, как дела?", 5, 10)]
    [InlineData("für die Überprüfung der Größe", 7, 12)]
    [InlineData("Việt Nam là một đất nước ở Đông Nam Á", 12, 19)]
    [InlineData("สวัสดีครับ", 6, 14)]
    [InlineData("नमस्ते दुनिया", 8, 17)]
    [InlineData("مرحبا بالعالم", 5, 10)]
    [InlineData("你好,世界", 4, 7)]
    [InlineData("今日はいい天気ですね", 8, 13)]
    [InlineData("😀😀", 2, 6)]
    [InlineData("----------------------------------------", 1, 12)]
    public void A_text_has_about_as_many_tokens_as_tokenizers_say(string text, int least, int most) =>
        TokenEstimate.Of(text).ShouldBeInRange(least, most);

    [Fact]
    public void A_longer_text_never_has_fewer_tokens_by_much_and_a_megabyte_is_counted()
    {
        string text = string.Concat(Enumerable.Repeat("Some words, and then 42 more.\n", 40_000));
        TokenEstimate.Of(text).ShouldBeInRange(300_000, 500_000);
    }

    [Fact]
    public void Arguments_and_results_of_tools_count_and_reasoning_does_not()
    {
        string long_ = string.Join(' ', Enumerable.Repeat("word", 200));
        TokenEstimate.Of(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c", "find", new Dictionary<string, object?> { ["query"] = long_ })])).ShouldBeGreaterThan(200);
        TokenEstimate.Of(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c", long_)])).ShouldBeGreaterThan(200);
        TokenEstimate.Of(new ChatMessage(ChatRole.Assistant, [new TextReasoningContent(long_)])).ShouldBe(TokenEstimate.PerMessage);
    }

    [Fact]
    public void Tools_count_with_their_descriptions_and_schemas()
    {
        AIFunction tool = AIFunctionFactory.Create((string place) => place, "get_weather", "Tells the weather of a place, today or on another day.");
        TokenEstimate.Of([tool]).ShouldBeInRange(30, 150);
    }

    [Fact]
    public void What_providers_count_corrects_the_estimate_for_their_model_only()
    {
        TokenCalibration calibration = new();
        calibration.Of("p", "m").ShouldBe(1);
        for (int i = 0; i < 20; i++)
        {
            calibration.Learn("p", "m", estimated: 1_000, counted: 1_500);
        }

        calibration.Of("p", "m").ShouldBe(1.5, 0.01);
        calibration.Of("p", "other").ShouldBe(1);
        calibration.Learn("p", "m", estimated: 10, counted: 900);
        calibration.Of("p", "m").ShouldBe(1.5, 0.01, "a short request tells nothing");
        calibration.Learn("p", "new", estimated: 1_000, counted: 1_000_000);
        calibration.Learn("p", "new", estimated: 1_000, counted: 7);
        calibration.Of("p", "new").ShouldBe(1, "what is absurd was counted in another way");
    }
}
