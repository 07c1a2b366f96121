using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Audio.Devices;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>What its devices and its people tell a room.</summary>
internal sealed partial class RoomDevice
{
    private void Hear(MicrophoneReady ready)
    {
        (_capture, _slot, _microphoneProblem) = (ready.Capture, ready.Slot, null);
        _log.Info("The room {Room} hears with {Device}.", _place.Name, ready.Capture.Name);
        if (_wasLost)
        {
            _wasLost = false;
            Say("I can hear again.");
        }

        Listen();
        Announce();
    }

    private void Deafen(MicrophoneLost lost)
    {
        bool heard = _capture is not null;
        _slot?.Input?.Complete();
        (_capture, _slot, _talks) = (null, null, false);
        if (!string.Equals(lost.Reason, _microphoneProblem, StringComparison.Ordinal))
        {
            _microphoneProblem = lost.Reason;
            _log.Warning("The room {Room} does not hear: {Reason}", _place.Name, lost.Reason);
        }

        if (heard && !_wasLost)
        {
            _wasLost = true;
            Say("I cannot hear any more: the microphone is gone.");
        }

        Announce();
    }

    private void Mute(SpeakerLost lost)
    {
        if (_speaks)
        {
            _services.Rooms.Tell(new StopSpeaking(_place.Id));
        }

        _speaks = false;
        if (!string.Equals(lost.Reason, _speakerProblem, StringComparison.Ordinal))
        {
            _speakerProblem = lost.Reason;
            _log.Warning("The room {Room} does not speak: {Reason}", _place.Name, lost.Reason);
        }

        Announce();
    }

    private void Press(KeyPressed pressed)
    {
        bool down = pressed.Key == TalkKey.Down || (pressed.Key == TalkKey.Press && !_talks);
        if (!down)
        {
            Release();
        }
        else if (Talk() is { } error)
        {
            _log.Warning("{Title} {Detail}", error.Title, error.Detail);
        }
    }

    private CommandError? Talk()
    {
        if (_talks)
        {
            return null;
        }

        if (_takenBy is { } taken)
        {
            return new("unavailable", $"{_place.Name} is a room of {taken} already.", "Give this machine another name: sapphire.room.name.", Retryable: true);
        }

        if (!_setup.Options.PushToTalk)
        {
            return new("not-allowed", $"{_place.Name} has no button to talk.", "Set sapphire.room.push-to-talk to true on its machine.", Retryable: false);
        }

        if (_capture is null)
        {
            return new("unavailable", $"{_place.Name} does not hear.", _microphoneProblem ?? "Its microphone is being opened: try again.", Retryable: true);
        }

        _talks = true;
        OpenMicrophone(handsFree: false);
        return null;
    }

    private void Release()
    {
        Timers.Cancel(nameof(HoldTime));
        if (_talks)
        {
            _talks = false;
            _slot?.Input?.Complete();
        }
    }

    private void Cue(CueMicrophone cue)
    {
        if (_capture is not ICueable cueable)
        {
            _log.Warning("The microphone of {Room} is no file: set sapphire.room.microphone to cue:PATH.", _place.Name);
        }
        else if (cue.Path is not { } path)
        {
            cueable.Cue(null);
        }
        else
        {
            _ = Task.Run(() => AudioDevices.Read(path)).PipeTo(Self, success: audio => new Cued(audio), failure: e => new NotCued(e.Message));
        }
    }

    // Two rooms of one name would both answer, and nobody could tell them apart.
    private void ChangeName(RoomNameTaken taken)
    {
        if (taken.By is { } by)
        {
            _log.Warning(
                "The machine {Other} is the room {Room} already. This one takes no part until that one is gone. Give it another name, sapphire.room.name or --room, and start it again.", by, _place.Name);
            Release();
            _services.Rooms.Tell(new StopRoom(_place.Id));
            Timers.Cancel(nameof(OpenTime));
            (_takenBy, _microphone, _state) = (by, null, RoomState.Idle);
            Close();
        }
        else
        {
            _log.Warning("The name {Room} is free again: this machine takes part.", _place.Name);
            _takenBy = null;
            Open();
        }

        Announce();
    }

    private CommandError? Do(RoomCommand command)
    {
        switch (command)
        {
            case SayInRoom when _takenBy is { } taken:
                return new("unavailable", $"{_place.Name} is a room of {taken} already.", $"Give {_setup.Node} another name: sapphire.room.name.", Retryable: true);
            case SayInRoom say when string.IsNullOrWhiteSpace(say.Text):
                return new("invalid", "There is nothing to say.", "Write some words.", Retryable: false);
            case SayInRoom say when say.Text.Length > SayInRoom.MaxText:
                return new("invalid", $"This is too long: {SayInRoom.MaxText} characters are the most.", "Say it in parts.", Retryable: false);
            case SayInRoom when !_speaks:
                return new("unavailable", $"{_place.Name} does not speak.", _speakerProblem ?? "Its speaker is being opened: try again.", Retryable: true);
            case SayInRoom say:
                Say(say.Text.Trim());
                return null;
            case TalkInRoom { Down: true }:
                Timers.StartSingleTimer(nameof(HoldTime), HoldExpired.Instance, HoldTime);
                return Talk();
            case TalkInRoom:
                Release();
                return null;
            case StopInRoom:
                _kept = false;
                _services.Rooms.Tell(new StopRoom(_place.Id));
                return null;
            default:
                return new("unknown", "The room does not know this.", "It may be of an older version.", Retryable: false);
        }
    }

    private void Announce() => _services.Registry.Tell(new RoomAnnounced(new(
        _place.Id,
        _place.Name,
        _setup.Node,
        _state,
        _heard,
        _heardAt,
        Level(),
        _away,
        _kept,
        _microphoneProblem,
        _speakerProblem,
        _setup.Options.HandsFree,
        _setup.Options.PushToTalk,
        _capture?.Dropped ?? 0,
        TakenBy: _takenBy), _services.Started));

    // A quiet room is near 0, a person near the microphone near 1.
    private double Level()
    {
        int length = _capture?.Peek(_newest) ?? 0;
        return length == 0 ? 0 : Math.Round(Math.Clamp((SoundLevel.Of(_newest.AsSpan(0, length)) + 65) / 50, 0, 1), 2);
    }
}
