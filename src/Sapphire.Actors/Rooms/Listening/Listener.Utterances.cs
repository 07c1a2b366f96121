using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Listening;

/// <summary>Utterances, from their first sound to their words.</summary>
internal sealed partial class Listener
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // What cannot be reached is not waited for; what is near has the time that it needs, and a bit.
    private static readonly TimeSpan PatienceAway = TimeSpan.FromSeconds(5);

    private HeardUtterance Begin(Microphone microphone)
    {
        microphone.WasHeard = true;
        HeardUtterance utterance = Begin(microphone.Id, microphone.ChatId);
        _current = utterance;
        TellChange();
        return utterance;
    }

    private HeardUtterance Begin(MicrophoneId microphone, ChatId? chat)
    {
        UtteranceId id = UtteranceId.New(_time);
        Func<CancellationToken, ValueTask<bool>>? isPrivate = _isPrivate is { } ask ? token => ask(chat, token) : null;
        IActorRef actor = Context.Watch(Context.ActorOf(UtteranceRecognition.Props(id, _recognizer, _away ? PatienceAway : Patience, isPrivate), $"utterance-{++_count}"));
        HeardUtterance utterance = new(id, actor, microphone, chat);
        _utterances.Add(utterance);
        Context.Parent.Tell(new UtteranceStarted(id));
        return utterance;
    }

    private void End()
    {
        if (_current is not { } utterance)
        {
            return;
        }

        _current = null;
        utterance.Ended = _time.GetTimestamp();
        Context.Parent.Tell(new UtteranceEnded(utterance.Id));
        utterance.Actor.Tell(UtteranceOver.Instance);
        TellChange();
    }

    // Nothing comes of the utterance that is being heard.
    private void GiveUp(string reason, MessageError error)
    {
        HeardUtterance? utterance = _current;
        _current = null;
        if (utterance is not null)
        {
            Drop(utterance);
            Context.Parent.Tell(new UtteranceEnded(utterance.Id));
        }

        if (utterance is not null || reason == "nothing-heard")
        {
            Context.Parent.Tell(new UtteranceFailed(utterance?.Id, reason, error, null));
        }
    }

    private void Drop(HeardUtterance utterance)
    {
        _utterances.Remove(utterance);
        Context.Unwatch(utterance.Actor);
        Context.Stop(utterance.Actor);
    }

    private void Understand(UtteranceResult result)
    {
        if (_utterances.Find(one => one.Id == result.UtteranceId) is not { } utterance)
        {
            return;
        }

        utterance.Result = result;
        utterance.Understood = _time.GetTimestamp();
        if (utterance == _current)
        {
            // The recogniser failed while the person speaks; the rest of it is not listened to.
            _current = null;
            Context.Parent.Tell(new UtteranceEnded(utterance.Id));
            if (_microphone is { Pressed: not null } pressed)
            {
                Forget(pressed);
            }
        }

        // In the order in which they were spoken, whichever is understood first.
        while (_utterances is [{ Result: { } ready } first, ..])
        {
            Drop(first);
            Context.Parent.Tell(ready switch
            {
                { Error: not null, Sound: { Count: > 0 } sound } when _away => Keep(first, sound),
                { Error: { } error } => new UtteranceFailed(first.Id, "failed", error, null),
                { Result: { } heard } when !string.IsNullOrWhiteSpace(heard.Text) => new WordsHeard(first.Id, first.MicrophoneId, first.ChatId, heard, first.Ended, first.Understood),
                _ => new UtteranceFailed(first.Id, "not-understood", new("That was not understood.", "Say it again, a little slower, or type it.", CanRetry: false, CanContinue: false), null),
            });
        }
    }

    private SoundKept Keep(HeardUtterance utterance, IReadOnlyList<short[]> sound)
    {
        _kept = (utterance.Id, utterance.MicrophoneId, utterance.ChatId, sound);
        return new(utterance.Id, sound);
    }

    // What was said while nobody could understand it.
    private void UnderstandKept()
    {
        if (_away || _kept is not { } kept)
        {
            return;
        }

        _kept = null;
        HeardUtterance utterance = Begin(kept.MicrophoneId, kept.ChatId);
        Context.Parent.Tell(new KeptBegun(kept.Id, utterance.Id));
        foreach (short[] samples in kept.Sound)
        {
            utterance.Actor.Tell(new UtteranceSound(samples));
        }

        utterance.Ended = _time.GetTimestamp();
        Context.Parent.Tell(new UtteranceEnded(utterance.Id));
        utterance.Actor.Tell(UtteranceOver.Instance);
        TellChange();
    }
}
