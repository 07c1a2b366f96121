using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Native.EspeakNg;

/// <summary>
/// espeak-ng, of which a process has one: it is started once and never ended (ending it twice never returns), two calls at
/// once would crash it, and what a call sets stays for the next one. Hence one lock, and all settings before each text.
/// </summary>
internal static unsafe class EspeakSpeaker
{
    // How much sound comes with a call; what is shorter than 49 ms makes no difference.
    private const int BufferMilliseconds = 100;

    // 5000 letters, one by one and at the slowest, are 20 minutes.
    private const int MostSeconds = 30 * 60;

    // Voices of a separate program, which Debian does not have in main.
    private const string MbrolaFolder = "mb/";

    private static readonly Lock Gate = new();
    private static ArrayBufferWriter<short>? _sound;
    private static int _sampleRate;

    /// <summary>Starts the library, when it is not started.</summary>
    /// <exception cref="EngineUnavailableException">It or its data is missing.</exception>
    public static void Start()
    {
        lock (Gate)
        {
            if (_sampleRate > 0)
            {
                return;
            }

            _ = SharedLibrary.Require(EngineNames.EspeakNg, EspeakLibrary.Name, EspeakLibrary.Package);
            int rate = EspeakLibrary.Initialize(EspeakLibrary.Synchronous, BufferMilliseconds, IntPtr.Zero, EspeakLibrary.DoNotExit);
            if (rate <= 0)
            {
                throw new EngineUnavailableException(EngineNames.EspeakNg, "its data (espeak-ng-data)", "espeak-ng-data");
            }

            EspeakLibrary.SetCallback(&Collect);
            _sampleRate = rate;
        }
    }

    /// <summary>The voices, in the library's order.</summary>
    public static IReadOnlyList<EspeakVoice> ListVoices()
    {
        lock (Gate)
        {
            List<EspeakVoice> voices = [];
            for (EspeakLibrary.Voice** next = EspeakLibrary.ListVoices(IntPtr.Zero); *next is not null; next++)
            {
                EspeakVoice voice = new(Text((*next)->Name), Text((*next)->Languages + 1), Text((*next)->Identifier));
                if (!voice.Identifier.StartsWith(MbrolaFolder, StringComparison.Ordinal))
                {
                    voices.Add(voice);
                }
            }

            return voices;
        }
    }

    /// <summary>Speaks.</summary>
    /// <param name="identifier">A voice's.</param>
    /// <param name="text">Any.</param>
    /// <param name="wordsPerMinute">80 to 450.</param>
    /// <param name="pitch">0 to 99; 50 is the voice's own.</param>
    /// <returns>The sound; null when the library refused the voice or the text.</returns>
    /// <exception cref="SpeechException">It makes more than half an hour.</exception>
    public static SpeechAudio? Speak(string identifier, string text, int wordsPerMinute, int pitch)
    {
        byte[] utf8 = [.. Encoding.UTF8.GetBytes(text.Replace('\0', ' ')), 0];
        lock (Gate)
        {
            if (EspeakLibrary.SetVoice(identifier) != 0)
            {
                return null;
            }

            _ = EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Rate, wordsPerMinute, 0);
            _ = EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Pitch, pitch, 0);
            _ = EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Range, 50, 0);
            _ = EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Volume, 100, 0);
            ArrayBufferWriter<short> sound = new(_sampleRate);
            _sound = sound;
            int result;
            fixed (byte* start = utf8)
            {
                result = EspeakLibrary.Synthesize(start, (nuint)utf8.Length, 0, 1, 0, EspeakLibrary.Utf8, IntPtr.Zero, IntPtr.Zero);
            }

            _sound = null;
            if (sound.WrittenCount > MostSeconds * _sampleRate)
            {
                throw new SpeechException("too-long", "The text makes more than half an hour of speech.", "Send it in sentences.");
            }

            return result == 0 ? new SpeechAudio(_sampleRate, sound.WrittenMemory) : null;
        }
    }

    /// <summary>Takes the next piece of sound; 1 stops the library.</summary>
    [UnmanagedCallersOnly]
    private static int Collect(short* samples, int count, IntPtr events)
    {
        // The last call has no sound. It cannot throw but for want of memory, which ends the worker anyway.
        if (samples is not null && count > 0 && _sound is { } sound)
        {
            sound.Write(new ReadOnlySpan<short>(samples, count));
            return sound.WrittenCount > MostSeconds * _sampleRate ? 1 : 0;
        }

        return 0;
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((IntPtr)text) ?? "";
}
