using Microsoft.Playwright;

namespace Sapphire.EndToEnd.Tests.Support;

/// <summary>
/// A browser of its own for one voice test: the file that its fake microphone plays belongs to the browser, not to the page. The file plays
/// once from its beginning with each opening of the microphone, then there is silence.
/// </summary>
public static class VoiceBrowser
{
    /// <summary>Starts a browser whose microphone plays <paramref name="wav"/>, and grants it; with null it has a microphone that the page is refused.</summary>
    /// <exception cref="FileNotFoundException">There is no such file; Chromium would play silence.</exception>
    public static async Task<IBrowser> LaunchAsync(string? wav)
    {
        if (wav is not null && !File.Exists(wav))
        {
            throw new FileNotFoundException("The sound of the fake microphone is not there.", wav);
        }

        string[] device = ["--use-fake-device-for-media-stream"];
        string[] sound = wav is null ? [] : ["--use-fake-ui-for-media-stream", $"--use-file-for-fake-audio-capture={wav}%noloop"];
        return await Chromium.LaunchAsync([.. device, .. sound]);
    }

    /// <summary>From now on, what the page plays is kept. Before the first speech, and again after each load.</summary>
    public static Task TapAsync(Visit visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return visit.Page.EvaluateAsync("() => { window.__sapphireTap = {}; }");
    }

    /// <summary>What the page has played so far: mono, 16 bits, 24 kHz. Empty when it has played nothing.</summary>
    public static async Task<short[]> PlayedAsync(Visit visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        string pcm = await visit.Page.EvaluateAsync<string>("() => window.__sapphireTap?.pcm?.() ?? ''");
        byte[] bytes = Convert.FromBase64String(pcm);
        short[] samples = new short[bytes.Length / 2];
        Buffer.BlockCopy(bytes, 0, samples, 0, samples.Length * 2);
        return samples;
    }
}
