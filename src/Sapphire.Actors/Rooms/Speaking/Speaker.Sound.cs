using System.Runtime.InteropServices;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Settings;
using Sapphire.Audio.Formats;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Speaking;

/// <summary>From sentences to frames.</summary>
internal sealed partial class Speaker
{
    private void Synthesize(Speech speech, SpeechSentence sentence)
    {
        SpeakSettings settings = speech.Settings;
        SpeechRequest request = new(sentence.Text.Text, speech is { SpeaksAsHome: true, HomeVoice: { } home } ? home : settings.Voice, settings.Rate, settings.Pitch, settings.Volume);
        (SpeechId id, int number, string? otherwise, CancellationToken cancelled) = (speech.Id, sentence.Id, speech.HomeVoice, _stop.Token);
        // Only a service could take it away from here.
        bool mayLeave = request.Voice.StartsWith(SpeechServices.SpeechServiceIds.Engine + "/", StringComparison.Ordinal) || otherwise?.StartsWith(SpeechServices.SpeechServiceIds.Engine + "/", StringComparison.Ordinal) == true;
        Task<bool>? isPrivate = mayLeave && _isPrivate is { } ask && speech.ChatId is { } chat ? speech.IsPrivate ??= ask(chat, cancelled).AsTask() : null;

        // Not on the actor's thread: resampling takes as long as it takes.
        _ = Task.Run(
            async () =>
            {
                (SynthesizedSpeech spoken, SpeechException? instead) = await ChatVoice.SpeakAsync(_synthesizer, request with { Private = isPrivate is not null && await isPrivate }, otherwise, cancelled);
                return new SentenceSpoken(id, number, SpeechResampler.Resample(spoken.Audio, SpeechTrack.SampleRate).Samples.ToArray(), spoken.EngineTime, instead);
            },
            cancelled).PipeTo(Self, failure: e => new SentenceFailed(id, number, e));
    }

    private void Send(Speech speech)
    {
        bool sent = false;
        while (_hasReader && !_hold && speech.Track.Sent - speech.Track.Played < Ahead && speech.Track.TryTake(out SpeechSentence? began, out long sample, out ReadOnlySpan<short> samples))
        {
            if (!speech.Began)
            {
                speech.Began = true;
                Context.Parent.Tell(new SpeechBegan(speech.Id, SpeechTrack.SampleRate, speech.ChatId, speech.MessageId, sample));
            }

            if (began is not null)
            {
                Tell(speech, began);
            }

            Context.Parent.Tell(new SpeechFrame(speech.Id, sample, MemoryMarshal.AsBytes(samples).ToArray()));
            sent = true;
            if (!speech.FirstSoundTold)
            {
                speech.FirstSoundTold = true;
                Context.Parent.Tell(new FirstSound(speech.Id, speech.FirstSentence ?? _time.GetTimestamp(), speech.FirstEngineTime));
            }
        }

        if (sent)
        {
            ExpectReport(speech);
        }
    }

    private static void Tell(Speech speech, SpeechSentence sentence) =>
        Context.Parent.Tell(new SentenceBegan(speech.Id, sentence.First, sentence.Text.Start, sentence.Text.End, sentence.Text.Text));

    private void End(Speech speech)
    {
        if (!speech.TextEnded || !speech.Track.AllSent)
        {
            return;
        }

        if (!speech.Began)
        {
            // Nothing in it can be spoken.
            Over(speech);
            return;
        }

        if (!speech.Complete)
        {
            speech.Complete = true;
            Context.Parent.Tell(new SpeechComplete(speech.Id, speech.Track.Sent));
            ExpectReport(speech);
        }
    }

    // Once for each voice, until another one is as bad: not with each reply.
    private void TellInstead(Speech speech, SpeechException? instead)
    {
        if (instead is null || speech.SpeaksAsHome)
        {
            return;
        }

        speech.SpeaksAsHome = true;
        string voice = speech.Settings.Voice;
        if (!string.Equals(_insteadTold, voice, StringComparison.Ordinal))
        {
            _insteadTold = voice;
            _log.Warning("The voice {Voice} of a chat cannot speak, that of the home does: {Problem} {Detail}", voice, instead.Message, instead.Detail);
            Context.Parent.Tell(new RoomProblem(new(
                $"The voice {voice} of this chat cannot speak; the home's voice does.", $"{instead.Message} Choose another voice in the settings of the chat.", CanRetry: false, CanContinue: false)));
        }
    }

    private void Fail(Speech speech, SentenceFailed failed)
    {
        if (speech.Track.CannotBeSpoken(failed.Sentence) || failed.Cause is OperationCanceledException || speech.ProblemTold)
        {
            return;
        }

        speech.ProblemTold = true;
        if (failed.Cause is not SpeechException)
        {
            _log.Error(failed.Cause, "A sentence could not be spoken.");
        }

        Context.Parent.Tell(new RoomProblem(failed.Cause is SpeechException e
            ? new(e.Message, e.Detail, CanRetry: false, CanContinue: false)
            : new("A sentence could not be spoken.", "It is in the chat. The log says what happened.", CanRetry: false, CanContinue: false)));
    }

    private sealed record SentenceSpoken(SpeechId SpeechId, int Sentence, short[] Sound, TimeSpan EngineTime, SpeechException? Instead) : INoSerializationVerificationNeeded;

    private sealed record SentenceFailed(SpeechId SpeechId, int Sentence, Exception Cause) : INoSerializationVerificationNeeded;
}
