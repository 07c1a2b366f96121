using Sapphire.Actors.Assistant.SpeechGrammar;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Assistant.SpeechGrammar;

public sealed class ListeningTests(ITestOutputHelper output, ListeningTests.Recogniser recogniser) : IClassFixture<ListeningTests.Recogniser>
{
    private static readonly string[] Voices = ["slt", "rms", "awb", "kal16"];

    [Fact]
    public void Spoken_commands_are_understood_and_other_sentences_are_not_taken_for_commands()
    {
        var score = new ListeningScore(recogniser.Engine, output);
        string[] commands = Microphone.Lines("commands.txt");
        for (int i = 0; i < 16; i++)
        {
            score.Command(commands[i * 9 % commands.Length], Voices[i % 4]);
        }

        string[] others = Microphone.Lines("others.txt");
        for (int i = 0; i < 8; i++)
        {
            score.Other(others[i * 5], Voices[i % 4], Microphone.Say(others[i * 5], Voices[i % 4]));
        }

        output.WriteLine(score.Line("some"));
        score.Right.ShouldBeGreaterThanOrEqualTo(14);
        score.False.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "listening")]
    public void Accuracy_by_voice()
    {
        Measure("held out", "commands.txt", "others.txt", atLeast: 0.95, atMost: 0.05);

        var people = new ListeningScore(recogniser.Engine, output);
        foreach (string folder in (string[])["speech/office_lights", "speech/speechbrain", "speech/ljspeech", "speech/librivox", "wakeword/wyoming"])
        {
            foreach ((string name, short[] samples) in Microphone.Recordings(folder))
            {
                people.Other(name, folder, samples);
            }
        }

        output.WriteLine(people.Line("people"));
        // Few and short: one of them is four in a hundred.
        (people.False / (double)people.Others).ShouldBeLessThanOrEqualTo(0.1);
    }

    /// <summary>The lines that were hard once: no measure of how well others are understood.</summary>
    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "listening-tuned")]
    public void Accuracy_on_what_it_was_tuned_on() => Measure("tuned on", "commands-tuning.txt", "others-tuning.txt", atLeast: 0.9, atMost: 0.05);

    [Fact]
    public void People_who_say_something_else_are_not_taken_for_commands()
    {
        var score = new ListeningScore(recogniser.Engine, output);
        foreach ((string name, short[] samples) in Microphone.Recordings("speech/office_lights").Take(5))
        {
            score.Other(name, "people", samples);
        }

        score.False.ShouldBe(0);
    }

    [Fact]
    public void Silence_and_noise_are_nothing()
    {
        Nothing("zeros", new short[32000]);
        Nothing("faint noise", Microphone.Noise(2, 8));
        foreach ((string name, short[] samples) in Microphone.Recordings("noise", seconds: 5).Concat(Microphone.Recordings("silence", seconds: 5)).Append(("loud noise", Microphone.Noise(2, 800))))
        {
            Recognized heard = Microphone.Hear(recogniser.Engine, samples);
            output.WriteLine($"{name}: {heard}");
            (heard.Text.Length == 0 || SpokenSentences.Outcome(heard.Text) == "decline").ShouldBeTrue($"{name}: {heard.Text}");
        }

        void Nothing(string name, short[] samples)
        {
            Recognized heard = Microphone.Hear(recogniser.Engine, samples);
            heard.By.ShouldBe(RecognizedBy.Nothing, $"{name}: {heard.Text}");
            heard.Text.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Result_does_not_depend_on_earlier_utterances()
    {
        short[] command = Microphone.Say("set a timer for ten minutes", "kal16");
        Recognized first = Microphone.Hear(recogniser.Engine, command);
        Microphone.Hear(recogniser.Engine, Microphone.Noise(2, 3000));
        Microphone.Hear(recogniser.Engine, Microphone.Say("my neighbor has a very noisy dog", "awb"));
        (Hypothesis? Grammar, Hypothesis? Open) earlier = recogniser.Engine.Last;
        Recognized again = Microphone.Hear(recogniser.Engine, command);
        earlier.ShouldNotBe(default);
        (again.Text, again.Grammar, again.Open).ShouldBe((first.Text, first.Grammar, first.Open));
        again.By.ShouldBe(RecognizedBy.Grammar);
    }

    [Fact]
    public void Free_sentences_that_are_typed_are_not_taken_for_commands()
    {
        string[] free = Microphone.Lines("free.txt");
        string[] taken = [.. free.Where(f => SpokenSentences.Outcome(f) != "decline")];
        output.WriteLine($"{taken.Length} of {free.Length} taken: {string.Join("; ", taken)}");
        free.Length.ShouldBeGreaterThanOrEqualTo(40);
        (taken.Length / (double)free.Length).ShouldBeLessThanOrEqualTo(0.05);
    }

    /// <summary>The recogniser with the grammar; loaded once.</summary>
    public sealed class Recogniser : IDisposable
    {
        /// <summary>The engine.</summary>
        public PocketSphinxEngine Engine { get; } = new(new() { Grammar = CommandGrammar.Jsgf, Pronunciations = CommandGrammar.Pronunciations });

        /// <inheritdoc />
        public void Dispose() => Engine.Dispose();
    }

    private void Measure(string set, string commandFile, string otherFile, double atLeast, double atMost)
    {
        (int right, int commands, int wrong, int others) = (0, 0, 0, 0);
        foreach (string voice in Voices)
        {
            var score = new ListeningScore(recogniser.Engine, output);
            foreach (string command in Microphone.Lines(commandFile))
            {
                score.Command(command, voice);
            }

            foreach (string other in Microphone.Lines(otherFile))
            {
                score.Other(other, voice, Microphone.Say(other, voice));
            }

            output.WriteLine($"{set}: {score.Line(voice)}");
            (right, commands, wrong, others) = (right + score.Right, commands + score.Commands, wrong + score.False, others + score.Others);
        }

        output.WriteLine($"{set}: {right}/{commands} commands right, {wrong}/{others} others taken for a command");
        (right / (double)commands).ShouldBeGreaterThanOrEqualTo(atLeast, set);
        (wrong / (double)others).ShouldBeLessThanOrEqualTo(atMost, set);
    }
}
