using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Actors.Rooms.Speaking;
using Sapphire.Actors.Subscriptions;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms;

/// <summary>Who reads the room, and what it is told.</summary>
internal sealed partial class Room
{
    private void Open(OpenRoom open)
    {
        _reader?.End();
        _reader = open.Reader;
        _place = open.Place;
        OpenKept();
        _abandoned = false;
        Timers.Cancel(nameof(ReaderTime));
        (MessageError? listen, MessageError? speak) = _services.Problems();
        Write(new RoomOpened(_state, listen, speak));

        // Sound that is on its way was for the reader before.
        _speakerServesReader = false;
        _speaker.Tell(new SpeechReader(_reader), Self);
        Context.Parent.Tell(new ReaderChanged(_id, HasReader: true));
    }

    private void LoseReader()
    {
        _reader = null;
        _speaker.Tell(new SpeechReader(null), Self);
        Timers.StartSingleTimer(nameof(ReaderTime), ReaderGone.Instance, ReaderTime);
        Context.Parent.Tell(new ReaderChanged(_id, HasReader: false));
    }

    // Nobody is there any more: what was said is still stored and answered, in writing.
    private void Abandon()
    {
        if (_reader is not null)
        {
            return;
        }

        if (!_abandoned)
        {
            _abandoned = true;
            _speaker.Tell(new StopSpeech("stopped"), Self);
            if (_listens.MicrophoneOpen)
            {
                _listener.Tell(StopListening.Instance, Self);
            }
        }
        else if (!_listens.MicrophoneOpen && !_listens.Hears && _listens.Understanding == 0 && _storing is null && _heard.Count == 0 && _speaking is null)
        {
            Context.Parent.Tell(new RoomIdle(_id));
        }

        Timers.StartSingleTimer(nameof(ReaderTime), ReaderGone.Instance, LookAgain);
    }

    private void Pass(RoomUpdate update)
    {
        switch (update)
        {
            case SpeechBegan began:
                _speaking = began.SpeechId;
                break;
            case SpeechStopped stopped:
                // Also to a reader who came just now: it may still play what it has.
                Show(stopped);
                if (stopped.Reason == "barge-in" && _turns.Find(turn => turn.SpeechId == stopped.SpeechId) is { OfRoom: true, Ended: false } turn)
                {
                    // Nobody wants the rest of a reply that was spoken over.
                    Cancel(turn);
                }

                return;
        }

        if (_speakerServesReader || update is not (SpeechBegan or SentenceBegan or SpeechFrame or SpeechComplete))
        {
            Show(update);
        }

        if (update is SpeechBegan)
        {
            TellState();
        }
    }

    private void Show(RoomUpdate update)
    {
        EndKept(update);
        if (_reader is not null)
        {
            Write(update);
        }
    }

    private void Write(RoomUpdate update)
    {
        if (!_reader!.TryWrite(update))
        {
            _reader.End(new SubscriptionException(new("lagged", "This page could not keep up.", "It opens the room again.", Retryable: true)));
            LoseReader();
        }
    }
}
