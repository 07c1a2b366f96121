using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Sapphire.Actors.Assistant;
using Sapphire.Actors.Assistant.Grammar;
using Sapphire.Actors.Assistant.SpeechGrammar;

namespace Sapphire.Actors.Tests.Assistant.SpeechGrammar;

public sealed class CommandGrammarTests
{
    private const string Dictionary = "/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict";

    private static readonly Exchange TimerSet = new("set a timer for 5 minutes", [new("1", "set_timer", new() { ["duration_seconds"] = 300 }, new() { ["id"] = "x" }, null)], "Timer set.");

    // What follows up on something needs it.
    private static readonly Conversation[] Contexts =
    [
        Conversation.Empty,
        new([TimerSet]),
        new([new("set a timer", [], "For how long?")]),
        new([new("wake me up", [], "For what time?")]),
        new([new("tell me a joke", [], "A joke.")]),
    ];

    [Fact]
    public void Every_sentence_of_the_grammar_is_understood()
    {
        // The same ones each time: one of many thousands that is odd must not break somebody's build by chance.
        string[] declined = [.. Enumerable.Range(0, 3000)
            .Select(seed => SpokenSentences.Draw(CommandGrammar.Root, new Random(seed)))
            .Where(sentence => Contexts.All(context => SpokenSentences.Outcome(sentence, context) == "decline"))];
        declined.ShouldBeEmpty();
    }

    [Fact]
    public void Every_pattern_that_is_spoken_does_what_its_intent_does()
    {
        var random = new Random(11);
        foreach ((string intent, PatternNode pattern) in SpokenPatterns.All)
        {
            for (int i = 0; i < 5; i++)
            {
                string sentence = SpokenSentences.Draw(pattern, random);
                Contexts.Any(c => SpokenSentences.Outcome(sentence, c) != "decline").ShouldBeTrue($"{intent}: {sentence}");
            }
        }
    }

    [Fact]
    public void Every_word_is_in_the_dictionary_or_has_a_pronunciation()
    {
        FrozenSet<string> known = File.ReadLines(Dictionary).Select(l => l[..l.IndexOf(' ', StringComparison.Ordinal)]).ToFrozenSet(StringComparer.Ordinal);
        string[] unknown = [.. Words(CommandGrammar.Root).Distinct(StringComparer.Ordinal).Where(w => !known.Contains(w)).Order(StringComparer.Ordinal)];
        unknown.ShouldBe(CommandGrammar.Pronunciations.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_left_out_of_the_grammar_is_listed()
    {
        string[] leftOut = [.. SpokenPatterns.LeftOut.Select(l => $"{l.Intent}\t{l.Pattern}")];
        string path = LeftOutFile();
        string[] listed = File.ReadAllLines(path);
        leftOut.Except(listed, StringComparer.Ordinal).ShouldBeEmpty($"these are no longer in the grammar; if that is meant, add them to {path}");
        listed.Except(leftOut, StringComparer.Ordinal).ShouldBeEmpty($"these are in the grammar now; take them out of {path}");
    }

    [Fact]
    public void Grammar_stays_small()
    {
        PatternTrie.Words(CommandGrammar.Root).ShouldBeLessThan(14_000, "each word costs the recogniser 3 KB and time in every frame");
        CommandGrammar.Jsgf.ShouldStartWith("#JSGF V1.0;");
    }

    [Theory]
    [InlineData("set a timer for ten minutes")]
    [InlineData("please set a timer for half an hour")]
    [InlineData("what's the time in kathmandu")]
    [InlineData("wake me up tomorrow at five am")]
    [InlineData("what is seventy degrees fahrenheit in celsius")]
    public void Commands_are_in_the_grammar(string sentence) => SpokenSentences.Accepts(CommandGrammar.Root, sentence).ShouldBeTrue();

    [Theory]
    [InlineData("set a timer for")]
    [InlineData("what is the meaning of life")]
    [InlineData("")]
    public void Other_sentences_are_not(string sentence) => SpokenSentences.Accepts(CommandGrammar.Root, sentence).ShouldBeFalse();

    [Fact]
    public void Examples_are_understood_typed_and_are_in_the_grammar()
    {
        CommandExamples.All.Length.ShouldBeGreaterThanOrEqualTo(5);
        foreach (string example in CommandExamples.All.SelectMany(g => g.Examples))
        {
            SpokenSentences.Outcome(example).ShouldNotBe("decline", example);
            SpokenSentences.Accepts(CommandGrammar.Root, example).ShouldBeTrue(example);
        }

        CommandExamples.All.ShouldAllBe(g => g.Examples.Length >= 3 && g.Examples.Length <= 5);
    }

    private static IEnumerable<string> Words(PatternNode node) => node is PatternNode.Word(var text) ? [text] : JsgfWriter.Parts(node).SelectMany(Words);

    private static string LeftOutFile([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "leftout.tsv");
}
