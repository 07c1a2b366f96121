using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Maintenance;

namespace Sapphire.Actors.Tests.Maintenance;

public sealed class ChatStatesTests
{
    [Fact]
    public void A_snapshot_from_before_undo_is_compared_by_what_it_could_say()
    {
        ChatState state = ChatState.None.Apply(new ChatCreated(CommandId.New(TimeProvider.System), "Tea", DateTimeOffset.UnixEpoch) { TitledByPerson = true });
        ChatStateSnapshot expected = ChatStateSnapshot.From(state);

        ChatStates states = new();
        states.AsStored(expected, expected with { Tree = null }).ShouldBe(expected with { Tree = null });
        states.AsStored(expected, expected with { Title = "other" }).ShouldBeSameAs(expected);
    }
}
