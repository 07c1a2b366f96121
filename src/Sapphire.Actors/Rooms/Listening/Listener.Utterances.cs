using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Listening;

/// <summary>Utterances, from their first sound to their words.</summary>
internal sealed partial class Listener
{
    private HeardUtterance Begin(Microphone microphone)
    {
        microphone.WasHeard = true;
        UtteranceId id = UtteranceId.New(_time);
        IActorRef actor = Context.Watch(Context.ActorOf(UtteranceRecognition.Props(id, _recognizer), $"utterance-{++_count}"));
        HeardUtterance utterance = new(id, actor, microphone.Id, microphone.ChatId);
        _utterances.Add(utterance);
        _current = utterance;
        Context.Parent.Tell(new UtteranceStarted(id));
        TellChange();
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
                { Error: { } error } => new UtteranceFailed(first.Id, "failed", error, null),
                { Result: { } heard } when !string.IsNullOrWhiteSpace(heard.Text) => new WordsHeard(first.Id, first.MicrophoneId, first.ChatId, heard, first.Ended, first.Understood),
                _ => new UtteranceFailed(first.Id, "not-understood", new("That was not understood.", "Say it again, a little slower, or type it.", CanRetry: false, CanContinue: false), null),
            });
        }
    }
}
