using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Tests.Engines;

public sealed class PocketSphinxEngineTests(PocketSphinxEngineTests.Engines engines) : IClassFixture<PocketSphinxEngineTests.Engines>
{
    private const string Robot = "#JSGF V1.0;\ngrammar robot;\n<many> = two | three | ten;\npublic <command> = go (forward | backward) (one meter | <many> meters) [zorbly];\n";

    private static readonly PocketSphinxOptions WithGrammar = new()
    {
        Grammar = Robot,
        Pronunciations = ImmutableDictionary<string, string>.Empty.Add("zorbly", "Z AO R B L IY"),
    };

    [Fact]
    public void Speech_gives_growing_partials_and_the_sentence()
    {
        short[] samples = Forward();
        var partials = new List<string>();
        engines.Shared.Begin();
        for (int at = 0; at < samples.Length; at += 512)
        {
            engines.Shared.Write(samples.AsSpan(at, Math.Min(512, samples.Length - at)));
            if (engines.Shared.Partial is { } partial && (partials.Count == 0 || partials[^1] != partial))
            {
                partials.Add(partial);
            }
        }

        Recognized heard = engines.Shared.Finish();
        heard.Text.ShouldBe("go forward ten meters");
        heard.By.ShouldBe(RecognizedBy.Grammar);
        heard.Grammar.ShouldBe("go forward ten meters");
        heard.Open.ShouldBe("go forward ten meters");
        heard.Audio.ShouldBe(TimeSpan.FromSeconds(samples.Length / 16000.0));
        partials.Count.ShouldBeGreaterThan(2);
        partials[0].Split(' ').Length.ShouldBeLessThan(4);
    }

    [Fact]
    public void Size_of_the_pieces_does_not_matter()
    {
        Recognized small = Hear(Forward(), 160);
        Recognized large = Hear(Forward(), 16000);
        (large.Text, large.Grammar, large.Open).ShouldBe((small.Text, small.Grammar, small.Open));
    }

    [Fact]
    public void Utterance_that_was_given_up_leaves_nothing_behind()
    {
        short[] samples = Forward();
        engines.Shared.Begin();
        engines.Shared.Write(samples.AsSpan(0, samples.Length / 2));
        engines.Shared.Cancel();
        engines.Shared.Partial.ShouldBeNull();
        Hear(samples, 512).Text.ShouldBe("go forward ten meters");
    }

    [Fact]
    public void Nothing_written_is_nothing_heard()
    {
        engines.Shared.Begin();
        Recognized heard = engines.Shared.Finish();
        heard.By.ShouldBe(RecognizedBy.Nothing);
        heard.Text.ShouldBeEmpty();
        heard.Grammar.ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => engines.Shared.Finish()).Message.ShouldContain("Begin");
        Should.Throw<InvalidOperationException>(() => engines.Shared.Write([1])).Message.ShouldContain("Begin");
    }

    [Fact]
    public void Missing_model_names_the_package() =>
        Should.Throw<EngineUnavailableException>(() => new PocketSphinxEngine(new() { ModelFolder = "/nowhere" })).Message
            .ShouldContain("pocketsphinx-en-us");

    [Fact]
    public void Grammar_that_cannot_be_used_is_refused_with_the_reason()
    {
        Should.Throw<ArgumentException>(() => new PocketSphinxEngine(new() { Grammar = Robot })).Message.ShouldContain("zorbly");
        Should.Throw<ArgumentException>(() => new PocketSphinxEngine(new() { Grammar = "#JSGF V1.0;\ngrammar broken;\npublic <command> = go ( forward;\n" })).Message.ShouldContain("JSGF");
        Should.Throw<ArgumentException>(() => new PocketSphinxEngine(WithGrammar with { Pronunciations = WithGrammar.Pronunciations.SetItem("zorbly", "QQ") })).Message.ShouldContain("zorbly");
    }

    private Recognized Hear(short[] samples, int piece)
    {
        engines.Shared.Begin();
        for (int at = 0; at < samples.Length; at += piece)
        {
            engines.Shared.Write(samples.AsSpan(at, Math.Min(piece, samples.Length - at)));
        }

        return engines.Shared.Finish();
    }

    private static short[] Forward() => MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(TestData.Path("audio/speech/goforward.raw"))).ToArray();

    public sealed class Engines : IDisposable
    {
        public PocketSphinxEngine Shared { get; } = new(WithGrammar);

        public void Dispose() => Shared.Dispose();
    }
}
