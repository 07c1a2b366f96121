using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Actors.Rooms.Speaking;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms;

/// <summary>What is said in the room, and its replies.</summary>
internal sealed partial class Room
{
    private DateTimeOffset Now => _services.Time.GetUtcNow();

    private void EndSpeech(string reason)
    {
        // At once, whatever the speaker still has to do: a reply that goes on is not spoken further.
        _turns.ForEach(turn => turn.SpeechId = null);
        _speaker.Tell(new StopSpeech(reason), Self);
        Forget();
        TellState();
    }

    private void StopAll()
    {
        _stops++;
        foreach (Heard heard in _heard)
        {
            Show(new UtteranceFailed(heard.Words.UtteranceId, "failed", Listener.Stopped, null));
        }

        _heard.Clear();
        ForgetKeptWords();
        DeleteKept();
        foreach (RoomTurn turn in _turns.Where(turn => turn is { OfRoom: true, Ended: false }))
        {
            Cancel(turn);
        }

        _listener.Tell(StopListening.Instance, Self);
        EndSpeech("stopped");
    }

    private void Cancel(RoomTurn turn)
    {
        if (turn.TurnId is { } id)
        {
            Send(new CancelTurn(turn.ChatId, CommandId.New(_services.Time), Now, id));
        }
    }

    // The session handles commands in the order in which they are sent; nobody waits for these.
    private void Send(ChatCommand command) =>
        _ = _services.Gateway.SendAsync(command).PipeTo(
            Self, failure: e => CommandReply.Refused(new("unavailable", e.Message, string.Empty, Retryable: true)));

    private void StoreNext()
    {
        if (_storing is not null || !_heard.TryDequeue(out Heard? heard))
        {
            TellState();
            return;
        }

        WordsHeard words = heard.Words;
        CreateChat? create = words.ChatId is null ? OwnChatOf(words.MicrophoneId) : null;
        ChatId chat = words.ChatId ?? _ownChat!.Create.ChatId;
        Store(new(heard, create, new(
            chat, CommandId.New(_services.Time), Now, MessageId.New(_services.Time), TurnId.New(_services.Time), MessageId.New(_services.Time), words.Result.Text, null, "room", _id)));
    }

    // What creates it; null when it is there.
    private CreateChat? OwnChatOf(MicrophoneId microphone)
    {
        if (_place is { } place)
        {
            _ownChat ??= new(default, place.CreateChat(_generation, Now), IsCreated: false);
        }
        else if (_ownChat?.MicrophoneId != microphone)
        {
            _ownChat = new(microphone, new(ChatId.New(_services.Time), CommandId.New(_services.Time), Now, null), IsCreated: false);
        }

        return _ownChat.IsCreated ? null : _ownChat.Create;
    }

    private void Store(Saying saying)
    {
        if (_away)
        {
            Keep(saying);
            return;
        }

        _storing = saying;
        TellState();
        _ = StoreAsync(_services.Gateway, saying).PipeTo(
            Self,
            success: reply => new Stored(saying, reply),
            failure: e => new Stored(saying, CommandReply.Refused(new("storage", "This could not be stored.", e.Message, Retryable: true))));
    }

    private static async Task<CommandReply> StoreAsync(ChatGateway gateway, Saying saying)
    {
        // That of a place may be there from before.
        if (saying.Create is { } create && await gateway.SendAsync(create) is { Accepted: false, Error.Code: not "exists" } refused)
        {
            return refused;
        }

        return await gateway.SendAsync(saying.Say);
    }

    private void Answer(Stored stored)
    {
        _storing = null;
        Saying saying = stored.Saying;
        (WordsHeard words, Say say) = (saying.Heard.Words, saying.Say);
        if (stored.Reply.Error is { } error)
        {
            if (saying.Heard.Stops != _stops || !TryAgain(saying, error))
            {
                Show(new UtteranceFailed(words.UtteranceId, "not-stored", new(error.Title, error.Detail, error.Retryable, CanContinue: false), say.Text));
            }

            StoreNext();
            return;
        }

        if (_ownChat is { } own && own.Create.ChatId == say.ChatId)
        {
            _ownChat = own with { IsCreated = true };
        }

        _awayTold = false;
        saying.Heard.Timings.Stored();
        Show(new UtteranceUnderstood(words.UtteranceId, say.Text, say.ChatId, say.MessageId, say.TurnId));
        if (saying.Heard.Stops != _stops)
        {
            // Stopped while it was being stored.
            Send(new CancelTurn(say.ChatId, CommandId.New(_services.Time), Now, say.TurnId));
        }
        else
        {
            bool speak = Speaks();
            if (speak)
            {
                // What waited until the person had spoken is answered by now.
                _speaker.Tell(new StopSpeech("replaced"), Self);
            }

            RoomTurn turn = Follow(say.ChatId, message => message.Id == say.ReplyId, speak, saying.Heard.Timings, ofRoom: true);
            turn.TurnId = say.TurnId;
            turn.MessageId = say.ReplyId;
        }

        StoreNext();
    }

    private void ReadMessage(ReadAloud read)
    {
        RoomTurn turn = Follow(read.ChatId, message => message.Id == read.MessageId, speak: true, timings: null, ofRoom: false);
        turn.Asker = Sender;
    }

    // Each follower is watched; its end without a last word is the end of its reply.
    private RoomTurn Follow(ChatId chat, Func<MessageView, bool> which, bool speak, VoiceTimings? timings, bool ofRoom)
    {
        Action<ChatId, IActorRef> subscribe = _services.Subscribe;
        IActorRef follower = Context.Watch(Context.ActorOf(ReplyFollower.Props(self => subscribe(chat, self), which), $"reply-{++_children}"));
        RoomTurn turn = new(chat, follower) { OfRoom = ofRoom, Speak = speak, Timings = timings };
        _turns.Add(turn);
        TellState();
        return turn;
    }

    private RoomTurn? OfSender() => _turns.Find(turn => turn.Follower.Equals(Sender));

    private void Found(ReplyFound found)
    {
        if (OfSender() is not { } turn)
        {
            return;
        }

        turn.MessageId = found.MessageId;
        turn.TurnId = found.TurnId;
        turn.Settings = found.Settings;
        turn.Asker?.Tell(CommandReply.Done(found.MessageId, found.TurnId), Self);
        turn.Asker = null;
        if (turn.Speak)
        {
            Speak(turn);
        }
    }

    private void Speak(RoomTurn turn)
    {
        // It replaces what is spoken.
        _turns.ForEach(other => other.SpeechId = null);
        turn.SpeechId = SpeechId.New(_services.Time);
        turn.LastSpeechId = turn.SpeechId;
        _speaker.Tell(new BeginSpeech(turn.SpeechId.Value, turn.ChatId, turn.MessageId, VoiceOf(turn.Settings), _services.Settings().Voice), Self);
        Forget();
    }

    private void Missing(ReplyMissing missing)
    {
        if (OfSender() is { } turn)
        {
            turn.Asker?.Tell(CommandReply.Refused(missing.Error), Self);
            turn.Asker = null;
            Finish(turn, MessageStatus.Failed, null);
        }
    }

    private void SpeakText(ReplyText text)
    {
        RoomTurn? turn = OfSender();
        turn?.Timings?.Token();
        if (turn?.SpeechId is { } speech)
        {
            _speaker.Tell(new SpeechText(speech, text.Part, text.Text), Self);
        }
    }

    private void Rewritten()
    {
        if (OfSender() is { SpeechId: not null } turn)
        {
            Speak(turn);
        }
    }

    private void Ended(ReplyEnded ended)
    {
        if (OfSender() is { } turn)
        {
            Finish(turn, ended.Status, ended.Error);
        }
    }

    private void Finish(RoomTurn turn, MessageStatus status, MessageError? error)
    {
        turn.Ended = true;
        if (turn.SpeechId is { } speech)
        {
            if (status == MessageStatus.Cancelled)
            {
                EndSpeech("stopped");
            }
            else
            {
                _speaker.Tell(new SpeechTextEnded(speech, error?.Title), Self);
            }
        }

        Forget();
        TellState();
    }

    private void SpeechEnded(SpeechOver over)
    {
        if (_speaking == over.SpeechId)
        {
            _speaking = null;
        }

        foreach (RoomTurn turn in _turns.Where(turn => turn.LastSpeechId == over.SpeechId))
        {
            turn.SpeechId = turn.SpeechId == over.SpeechId ? null : turn.SpeechId;
            turn.LastSpeechId = over.HeardFollows ? turn.LastSpeechId : null;
        }

        Forget();
        TellState();
    }

    private void KeepHeard(SpeechHeard heard)
    {
        if (_turns.Find(turn => turn.LastSpeechId == heard.SpeechId) is { } turn)
        {
            turn.LastSpeechId = null;
            if (turn is { OfRoom: true, TurnId: { } id })
            {
                Send(new MarkHeard(turn.ChatId, CommandId.New(_services.Time), Now, id, heard.Length));
            }
        }

        Forget();
    }

    // Turns that are over, not spoken any more, and of which no last report is awaited.
    private void Forget() => _turns.RemoveAll(turn => turn is { Ended: true, SpeechId: null, LastSpeechId: null });
}
