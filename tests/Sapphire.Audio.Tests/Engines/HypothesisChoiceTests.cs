using FsCheck;
using FsCheck.Fluent;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Tests.Engines;

public sealed class HypothesisChoiceTests
{
    private static readonly string[] Phones = ["AA", "IY", "T", "D", "S", "M", "N", "L", "K", "ER"];

    [Theory]
    [InlineData("T AY M ER", "T AY M ER", -25, -40, RecognizedBy.Grammar)]
    [InlineData("S EH T AH T AY M ER", "S EH T AH D AY N ER", -25, -40, RecognizedBy.Grammar)]
    [InlineData("HH W AH T T AY M IH Z IH T", "M AY B R AH DH ER K EY M HH OW M", -38, -39, RecognizedBy.Open)]
    [InlineData("T AY M ER", "B AO L Z", -25, -26, RecognizedBy.Open)]
    public void Grammar_counts_when_both_sound_alike(string grammar, string open, double grammarScore, double openScore, RecognizedBy winner) =>
        HypothesisChoice.Choose(Heard(grammar, grammarScore), Heard(open, openScore)).ShouldBe(winner);

    [Fact]
    public void One_search_alone_is_open_speech_or_nothing()
    {
        HypothesisChoice.Choose(null, null).ShouldBe(RecognizedBy.Nothing);
        HypothesisChoice.Choose(Heard("T AY M", -20), null).ShouldBe(RecognizedBy.Nothing);
        HypothesisChoice.Choose(null, Heard("T AY M", -20)).ShouldBe(RecognizedBy.Open);
        HypothesisChoice.Choose(Heard("T AY M", -20), Heard("T AY M", -20) with { Frames = 6 }).ShouldBe(RecognizedBy.Nothing);
        HypothesisChoice.Choose(Heard("T AY M", -20), Heard("T AY M", -20) with { Frames = 150 }).ShouldBe(RecognizedBy.Nothing, "noise is heard as long words");
    }

    [Fact]
    public void Distance_is_symmetric_and_between_0_and_1()
    {
        Gen<string[]> sounds = Gen.Elements(Phones).ArrayOf();
        Prop.ForAll(sounds.ToArbitrary(), sounds.ToArbitrary(), (a, b) =>
        {
            double distance = PhoneticDistance.Normalized(a, b);
            return distance is >= 0 and <= 1 && Math.Abs(distance - PhoneticDistance.Normalized(b, a)) < 1e-12 && PhoneticDistance.Normalized(a, a) == 0;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Similar_phones_are_nearer_than_others()
    {
        PhoneticDistance.Normalized(["T"], ["D"]).ShouldBeLessThan(PhoneticDistance.Normalized(["T"], ["IY"]));
        PhoneticDistance.Normalized([], ["T"]).ShouldBe(1);
    }

    private static Hypothesis Heard(string phones, double score) => new("words", [.. phones.Split(' ')], score, 60, 1);
}
