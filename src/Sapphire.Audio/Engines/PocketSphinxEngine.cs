using System.Collections.Immutable;
using System.Diagnostics;
using Sapphire.Audio.Native.PocketSphinx;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Engines;

/// <summary>
/// Recognition of US English by pocketsphinx. Each utterance is decoded twice while it is spoken, with the open language
/// model and with the grammar; at the end the better result counts.
/// </summary>
public sealed class PocketSphinxEngine : IRecognitionEngine
{
    private readonly Decoder _open;
    private readonly Decoder? _grammar;
    private long _samples;
    private bool _begun;

    /// <summary>Loads the model; takes about half a second.</summary>
    /// <exception cref="EngineUnavailableException">The library or the model is missing.</exception>
    /// <exception cref="ArgumentException">The grammar cannot be used.</exception>
    public PocketSphinxEngine(PocketSphinxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string acoustic = Existing(Path.Combine(options.ModelFolder, "en-us"), Directory.Exists);
        string dictionary = Existing(Path.Combine(options.ModelFolder, "cmudict-en-us.dict"), File.Exists);
        string language = Existing(Path.Combine(options.ModelFolder, "en-us.lm.bin"), File.Exists);
        // The library writes hundreds of lines for each model to the standard error output.
        string[] common = ["-hmm", acoustic, "-logfn", OperatingSystem.IsWindows() ? "NUL" : "/dev/null"];
        // Without the second pass (-fwdflat) the result is as good, and comes 150 ms sooner.
        _open = new([.. common, "-dict", dictionary, "-lm", language, "-fwdflat", "no"]);
        if (options.Grammar is { } grammar)
        {
            // Only the words that it needs: the whole dictionary a second time would cost 20 MB.
            _grammar = new(common);
            foreach (string word in Jsgf.Words(grammar))
            {
                AddTo(_grammar, word, options.Pronunciations);
            }

            _grammar.UseGrammar(grammar);
        }
    }

    /// <summary>What the two searches made of the last utterance.</summary>
    public (Hypothesis? Grammar, Hypothesis? Open) Last { get; private set; }

    /// <inheritdoc />
    public string? Partial => _begun ? _open.Hypothesis(out _) : null;

    /// <inheritdoc />
    public void Begin()
    {
        Cancel();
        _open.Start();
        _grammar?.Start();
        _samples = 0;
        _begun = true;
    }

    /// <inheritdoc />
    public void Write(ReadOnlySpan<short> samples)
    {
        if (!_begun)
        {
            throw new InvalidOperationException("Begin an utterance before writing sound.");
        }

        _open.Process(samples);
        _grammar?.Process(samples);
        _samples += samples.Length;
    }

    /// <inheritdoc />
    public Recognized Finish()
    {
        if (!_begun)
        {
            throw new InvalidOperationException("Begin an utterance before finishing it.");
        }

        long started = Stopwatch.GetTimestamp();
        _begun = false;
        _open.End();
        _grammar?.End();
        Last = (_grammar?.Result(), _open.Result());
        RecognizedBy by = HypothesisChoice.Choose(Last.Grammar, Last.Open);
        string text = by switch { RecognizedBy.Grammar => Last.Grammar!.Text, RecognizedBy.Open => Last.Open!.Text, _ => "" };
        return new(text, by, Last.Grammar?.Text, Last.Open?.Text, TimeSpan.FromSeconds(_samples / 16000.0), Stopwatch.GetElapsedTime(started));
    }

    /// <inheritdoc />
    public void Cancel()
    {
        if (_begun)
        {
            _begun = false;
            _open.End();
            _grammar?.End();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _open.Dispose();
        _grammar?.Dispose();
    }

    private void AddTo(Decoder grammar, string word, ImmutableDictionary<string, string> pronunciations)
    {
        string phones = _open.LookUp(word) ?? pronunciations.GetValueOrDefault(word)
            ?? throw new ArgumentException($"The grammar has the word '{word}', which neither the dictionary nor the table of pronunciations has.", nameof(word));
        grammar.Add(word, phones);
        for (int variant = 2; _open.LookUp($"{word}({variant})") is { } other; variant++)
        {
            grammar.Add($"{word}({variant})", other);
        }
    }

    private static string Existing(string path, Func<string, bool> exists) =>
        exists(path) ? path : throw new EngineUnavailableException(EngineNames.PocketSphinx, path, "pocketsphinx-en-us");
}
