using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Sapphire.Audio.Engines;

namespace Sapphire.Audio.Native.PocketSphinx;

/// <summary>
/// A decoder of pocketsphinx: 16 kHz mono, one utterance at a time, on one thread at a time. Its results do not depend on
/// earlier utterances: the cepstral means, which it would adapt, begin each time as the model gives them.
/// </summary>
internal sealed unsafe class Decoder : IDisposable
{
    /// <summary>The Debian packages that are needed.</summary>
    public const string Packages = "libpocketsphinx3 pocketsphinx-en-us";

    private readonly DecoderHandle _handle;
    private readonly nint _logMath;
    private readonly nint _normalization;
    private readonly float[] _means;

    /// <summary>Loads a model.</summary>
    /// <param name="arguments">Options of pocketsphinx and their values, in turn: <c>-hmm</c>, the folder, ….</param>
    /// <exception cref="EngineUnavailableException">The library is missing, or it does not take the model.</exception>
    public Decoder(IReadOnlyList<string> arguments)
    {
        _handle = new(Load(arguments));
        _logMath = Libraries.ps_get_logmath(_handle);
        FeatureComputation* features = Libraries.ps_get_feat(_handle);
        _normalization = features->Normalization;
        _means = new float[features->CepstrumSize];
        // 13 coefficients in one stream of 39: what every model of this kind has, and a check that the structure is read rightly.
        if (_means.Length != 13 || features->Streams != 1 || _normalization == 0)
        {
            _handle.Dispose();
            throw new EngineUnavailableException(EngineNames.PocketSphinx, "a library of version 5prealpha", Packages);
        }

        fixed (float* means = _means)
        {
            Libraries.cmn_live_get(_normalization, means);
        }
    }

    /// <summary>How many frames of 10 ms the utterance has so far; silence around the speech is dropped and not counted.</summary>
    public int Frames => Math.Max(0, Libraries.ps_get_n_frames(_handle));

    /// <summary>Begins an utterance.</summary>
    public void Start()
    {
        fixed (float* means = _means)
        {
            Libraries.cmn_live_set(_normalization, means);
        }

        Check(Libraries.ps_start_stream(_handle), "start a stream");
        Check(Libraries.ps_start_utt(_handle), "start an utterance");
    }

    /// <summary>Adds sound.</summary>
    /// <param name="samples">Mono, signed 16 bits, 16 kHz.</param>
    /// <param name="whole">Whether this is all of it: the means are then those of the utterance itself.</param>
    public void Process(ReadOnlySpan<short> samples, bool whole = false)
    {
        fixed (short* first = samples)
        {
            if (first is not null)
            {
                Check(Libraries.ps_process_raw(_handle, first, (nuint)samples.Length, 0, whole ? 1 : 0), "decode");
            }
        }
    }

    /// <summary>Ends the utterance.</summary>
    public void End() => Check(Libraries.ps_end_utt(_handle), "end the utterance");

    /// <summary>The words so far; null when there are none.</summary>
    public string? Hypothesis(out int score)
    {
        string? text = Marshal.PtrToStringUTF8((nint)Libraries.ps_get_hyp(_handle, out score))?.Trim();
        return text is { Length: > 0 } ? text : null;
    }

    /// <summary>The words of the result, with the silence between them.</summary>
    public ImmutableArray<Segment> Segments()
    {
        var segments = ImmutableArray.CreateBuilder<Segment>();
        for (nint at = Libraries.ps_seg_iter(_handle); at != 0; at = Libraries.ps_seg_next(at))
        {
            Libraries.ps_seg_frames(at, out int first, out int last);
            int posterior = Libraries.ps_seg_prob(at, out int acoustic, out _, out _);
            segments.Add(new(Marshal.PtrToStringUTF8((nint)Libraries.ps_seg_word(at)) ?? "", first, last, acoustic, Libraries.logmath_exp(_logMath, posterior)));
        }

        return segments.ToImmutable();
    }

    /// <summary>The result as a whole; null when no word was heard.</summary>
    public Hypothesis? Result()
    {
        if (Hypothesis(out int score) is not { } text)
        {
            return null;
        }

        var phones = ImmutableArray.CreateBuilder<string>();
        int frames = 0;
        double confidence = 0;
        foreach (Segment segment in Segments().Where(s => !s.IsFiller))
        {
            phones.AddRange(LookUp(segment.Word)?.Split(' ') ?? []);
            int length = segment.Last - segment.First + 1;
            frames += length;
            confidence += segment.Posterior * length;
        }

        return new(text, phones.ToImmutable(), (double)score / Math.Max(1, Frames), frames, confidence / Math.Max(1, frames));
    }

    /// <summary>How a word sounds, in the phones of the model: <c>T IY</c>; null when the dictionary does not have it.</summary>
    public string? LookUp(string word)
    {
        byte* phones = Libraries.ps_lookup_word(_handle, word);
        string? text = Marshal.PtrToStringUTF8((nint)phones);
        Libraries.free(phones);
        return text;
    }

    /// <summary>Adds a word, or a variant (<c>tea(2)</c>), to the dictionary.</summary>
    /// <exception cref="ArgumentException">The phones are not those of the model.</exception>
    public void Add(string word, string phones)
    {
        if (Libraries.ps_add_word(_handle, word, phones, 0) < 0)
        {
            throw new ArgumentException($"The word '{word}' cannot be added to the dictionary with the phones '{phones}'.", nameof(phones));
        }
    }

    /// <summary>Decodes with a grammar from now on.</summary>
    /// <exception cref="ArgumentException">The grammar is not JSGF, or has a word that is not in the dictionary.</exception>
    public void UseGrammar(string jsgf)
    {
        if (Libraries.ps_set_jsgf_string(_handle, "grammar", jsgf) < 0 || Libraries.ps_set_search(_handle, "grammar") < 0)
        {
            throw new ArgumentException("The grammar is not in the form of JSGF, or has a word that is not in the dictionary.", nameof(jsgf));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _handle.Dispose();

    private static nint Load(IReadOnlyList<string> arguments)
    {
        string[] all = ["sapphire", .. arguments];
        byte** argv = stackalloc byte*[all.Length];
        for (int i = 0; i < all.Length; i++)
        {
            argv[i] = Utf8StringMarshaller.ConvertToUnmanaged(all[i]);
        }

        try
        {
            nint config = Libraries.cmd_ln_parse_r(0, Libraries.ps_args(), all.Length, argv, 1);
            if (config == 0)
            {
                throw new ArgumentException($"pocketsphinx does not know one of the options {string.Join(' ', arguments)}.", nameof(arguments));
            }

            nint decoder = Libraries.ps_init(config);
            _ = Libraries.cmd_ln_free_r(config);
            return decoder != 0 ? decoder : throw new EngineUnavailableException(EngineNames.PocketSphinx, "a model that it can read", Packages);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new EngineUnavailableException(EngineNames.PocketSphinx, Libraries.PocketSphinx, Packages, error);
        }
        finally
        {
            for (int i = 0; i < all.Length; i++)
            {
                Utf8StringMarshaller.Free(argv[i]);
            }
        }
    }

    private static void Check(int result, string what)
    {
        if (result < 0)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"pocketsphinx could not {what} ({result})."));
        }
    }
}
