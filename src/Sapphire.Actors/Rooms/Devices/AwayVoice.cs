using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>
/// The voice of a room, which can say that it reaches nobody also when the voice itself is what it cannot reach: it has learnt that
/// sentence before.
/// </summary>
internal sealed class AwayVoice(ISpeechSynthesizer voice, TimeProvider time) : ISpeechSynthesizer
{
    // A person waits for a sign; a voice that is near needs less.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private SynthesizedSpeech? _learnt;

    public Task<IReadOnlyList<Voice>> GetVoicesAsync(CancellationToken cancellationToken) => voice.GetVoicesAsync(cancellationToken);

    public Task<IReadOnlyList<Voice>> GetVoicesAsync(string engine, CancellationToken cancellationToken) => voice.GetVoicesAsync(engine, cancellationToken);

    public Task WarmAsync(string name, CancellationToken cancellationToken) => voice.WarmAsync(name, cancellationToken);

    public async Task<SynthesizedSpeech> SynthesizeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        if (!string.Equals(request.Text, AwaySound.Words, StringComparison.Ordinal))
        {
            return await voice.SynthesizeAsync(request, cancellationToken);
        }

        try
        {
            SynthesizedSpeech spoken = await voice.SynthesizeAsync(request, cancellationToken).WaitAsync(Patience, time, cancellationToken);
            Volatile.Write(ref _learnt, spoken);
            return spoken;
        }
        catch (Exception e) when (e is SpeechException or TimeoutException)
        {
            return Volatile.Read(ref _learnt)
                ?? throw (e as SpeechException ?? new SpeechException("timeout", "Nothing can be spoken just now.", "It is tried again with the next sentence.", e));
        }
    }
}
