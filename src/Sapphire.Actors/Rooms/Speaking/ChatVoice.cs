using Sapphire.Actors.Chat;
using Sapphire.Actors.Settings;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Rooms.Speaking;

/// <summary>How the replies of a chat are spoken: as the chat is set to, and as the home speaks where the chat says nothing.</summary>
public static class ChatVoice
{
    /// <summary>The voice, rate and pitch of a chat.</summary>
    /// <param name="home">How the home speaks.</param>
    /// <param name="chat">The chat's settings, over the defaults of the home. What is out of the range of the engines becomes its nearest end.</param>
    public static SpeakSettings Of(SpeakSettings home, ChatSettings chat)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(chat);
        return home with
        {
            Voice = chat.Voice ?? home.Voice,
            Rate = Within(chat.Speed ?? home.Rate),
            Pitch = Within(chat.Pitch ?? home.Pitch),
        };
    }

    /// <summary>Speaks one sentence, with the home's voice when the chat's cannot.</summary>
    /// <param name="synthesizer">Speaks.</param>
    /// <param name="request">The sentence, with the chat's voice.</param>
    /// <param name="home">The home's voice; null or the same for no other.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The sound, and why the chat's voice did not speak; null when it did.</returns>
    /// <exception cref="SpeechException">No voice can speak it.</exception>
    internal static async Task<(SynthesizedSpeech Speech, SpeechException? Instead)> SpeakAsync(
        ISpeechSynthesizer synthesizer, SpeechRequest request, string? home, CancellationToken cancellationToken)
    {
        try
        {
            return (await synthesizer.SynthesizeAsync(request, cancellationToken), null);
        }
        catch (SpeechException e) when (home is not null && !string.Equals(home, request.Voice, StringComparison.Ordinal))
        {
            return (await synthesizer.SynthesizeAsync(request with { Voice = home }, cancellationToken), e);
        }
    }

    private static double Within(double factor) => double.IsNaN(factor) ? 1 : Math.Clamp(factor, SpeechLimits.LeastRate, SpeechLimits.MostRate);
}
