using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Actors.Rooms.Speaking;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms;

/// <summary>
/// What only a room with its own microphone does: it has one chat for ever, and goes on listening while its chats cannot be reached.
/// <code>
/// reached ──link lost, or a chat that does not answer──► away ──somebody speaks──► one utterance kept, told aloud (once)
///    ▲                                                    ▲                             │ the newest replaces it
///    │                                                    └──────────── again lost ─────┤
///    └──── stored, with the ids that it had the first time ◄──── link back, or 5 s ─────┘
/// </code>
/// </summary>
internal sealed partial class Room
{
    // While the link looks well and a chat does not answer all the same: its owner may be changing.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    // A chat that was deleted, and the one after it, and so on; one does not delete more between two words.
    private const int MaxGenerations = 1000;

    private RoomPlace? _place;
    private Saying? _kept;
    private bool _away;
    private bool _awayTold;
    private int _generation;

    private void ChangeLink(LinkChanged link)
    {
        if (_away == link.Away)
        {
            return;
        }

        (_away, _awayTold) = (link.Away, false);
        _listener.Tell(new ReachChanged(link.Away), Self);
        StoreKept();
    }

    private void StoreKept()
    {
        if (_kept is { } kept && !_away && _storing is null)
        {
            ForgetKeptWords();
            Store(kept);
        }
    }

    // True when it is not lost: said again to another chat, or later.
    private bool TryAgain(Saying saying, CommandError error)
    {
        if (_place is not { } place)
        {
            return false;
        }

        if (error.Code is "deleted" && saying.Heard.Words.ChatId is null && _generation < MaxGenerations)
        {
            _generation++;
            _ownChat = new(default, place.CreateChat(_generation, Now), IsCreated: false);
            Store(saying with { Create = _ownChat.Create, Say = saying.Say with { ChatId = _ownChat.Create.ChatId } });
            return true;
        }

        if (error.Retryable)
        {
            Keep(saying);
            return true;
        }

        return false;
    }

    private void Keep(Saying saying)
    {
        // Sound that waits to be understood is older.
        _listener.Tell(ForgetKept.Instance, Self);
        ForgetKeptWords();
        _kept = saying;
        WriteKept(saying.Heard.Words.UtteranceId, saying, null);
        if (!_away)
        {
            Timers.StartSingleTimer(nameof(AskAgain), KeptAgain.Instance, AskAgain);
        }

        TellKept(saying.Heard.Words.UtteranceId);
        StoreNext();
    }

    private void TellKept(UtteranceId utterance)
    {
        ShowKept(utterance);
        if (!_awayTold)
        {
            _awayTold = true;
            _speaker.Tell(new Interject(AwaySound.Words, _services.Settings(), AwaySound.Tones), Self);
        }
    }

    private void ShowKept(UtteranceId utterance) =>
        Show(new UtteranceFailed(utterance, "kept", new(AwaySound.Words, string.Empty, CanRetry: false, CanContinue: false), null));

    private void ForgetKeptWords()
    {
        _kept = null;
        Timers.Cancel(nameof(AskAgain));
    }

    private sealed record KeptAgain : INoSerializationVerificationNeeded
    {
        public static KeptAgain Instance { get; } = new();
    }
}
