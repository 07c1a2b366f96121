namespace Sapphire.Actors.Chat;

/// <content>
/// The chat goes to another node. A reply that is being written may end first; a longer one is stored as far as it goes, and marked as
/// interrupted there. What is still to be answered is answered by the next owner, who is woken for it.
/// <code>
/// HandOver ──silent──► stops          ──a reply is open──► waits ──ended──► stops
///                                                            └──expired──► stores what there is, stops
/// </code>
/// </content>
public sealed partial class ChatSession
{
    private static readonly TimeSpan HandOverPatience = TimeSpan.FromSeconds(4);
    private bool _leaving;

    private void HandOver()
    {
        _leaving = true;
        Timers.StartSingleTimer(HandOverExpired.Instance, HandOverExpired.Instance, HandOverPatience);
        LeaveWhenSilent();
    }

    private void LeaveWhenSilent()
    {
        if (_leaving && _turn is null)
        {
            Leave();
        }
    }

    private void Leave()
    {
        _leaving = true;
        if (_turn is { } turn)
        {
            _turn = null;
            Context.Unwatch(turn);
            Context.Stop(turn);
        }

        // Behind whatever is still being stored.
        StoreWithUnstored(Now, [], Gone);
    }

    private void Gone()
    {
        if (_state is { Open: not null } or { Waiting.IsEmpty: false })
        {
            _services.Wake?.Invoke(_id);
        }

        Context.Stop(Self);
    }
}
