using Sapphire.Cluster.Sharding;

namespace Sapphire.Actors.Chat;

/// <content>
/// The chat goes to another node. Its shard is told while it is to answer, and is not handed over meanwhile but in need; then a reply
/// that is being written may still end for a moment, and a longer one is stored as far as it goes, and marked as interrupted there.
/// What is still to be answered is answered by the next owner, who is woken for it.
/// <code>
/// HandOver ──silent, or no word said yet──► stops          ──a reply is open──► waits ──ended──► stops
///                                                                                 └──expired──► stores what there is, stops
/// </code>
/// </content>
public sealed partial class ChatSession
{
    private static readonly TimeSpan HandOverPatience = TimeSpan.FromSeconds(4);
    private bool _leaving;
    private bool _saysBusy;

    // Before a command is answered: with the answer the shard might go.
    private void SayWork()
    {
        bool busy = ReadOnlyCause is null && _state is { Open: not null } or { Waiting.IsEmpty: false };
        if (busy == _saysBusy)
        {
            return;
        }

        _saysBusy = busy;
        Context.Parent.Tell(busy ? EntityWork.Begun : EntityWork.Ended, Self);
    }

    private void HandOver()
    {
        _leaving = true;
        if (_state.OpenReply is { Touched: false } && _live is not ({ HasUnstored: true } or { IsStoring: true }))
        {
            // The next owner begins it anew, and nobody has seen any of it.
            Leave();
            return;
        }

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
