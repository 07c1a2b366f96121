using System.Buffers;
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
    /// <summary>
    /// After so many frames of 10 ms of speech the grammar begins, with the cepstral means of what was heard: it is then used to
    /// the voice and the loudness, which makes somewhat fewer errors. It decodes more than ten times faster than one speaks, so
    /// that what it has to catch up with costs little.
    /// </summary>
    private const int Lead = 100;

    /// <summary>For how many frames the means of the model count beside those that were heard.</summary>
    private const int Prior = 50;

    private readonly Decoder _open;
    private readonly Decoder? _grammar;
    private readonly ArrayBufferWriter<short> _held = new();
    private bool _grammarBegun;
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
        _held.ResetWrittenCount();
        _grammarBegun = false;
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
        if (_grammarBegun)
        {
            _grammar?.Process(samples);
        }
        else if (_grammar is not null)
        {
            _held.Write(samples);
            if (_open.HeardFrames >= Lead)
            {
                BeginGrammar(_grammar);
            }
        }

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
        if (_grammar is not null && !_grammarBegun)
        {
            BeginGrammar(_grammar);
        }

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
            if (_grammarBegun)
            {
                _grammar?.End();
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _open.Dispose();
        _grammar?.Dispose();
    }

    private void BeginGrammar(Decoder grammar)
    {
        grammar.Start(_open.Means(Prior));
        grammar.Process(_held.WrittenSpan);
        _held.ResetWrittenCount();
        _grammarBegun = true;
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
