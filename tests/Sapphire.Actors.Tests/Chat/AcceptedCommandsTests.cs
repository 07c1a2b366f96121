using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Tests.Chat;

public sealed class AcceptedCommandsTests
{
    [Fact]
    public void The_last_thousand_are_kept()
    {
        CommandId[] ids = [.. Enumerable.Range(1, AcceptedCommands.Capacity + 5).Select(i => new CommandId(new($"00000000-0000-7000-8000-{i:x12}")))];
        AcceptedCommands all = AcceptedCommands.Of([.. ids.Select(id => new AcceptedCommand(id, null, null))]);

        all.ById.Count.ShouldBe(AcceptedCommands.Capacity);
        all.ById.ShouldNotContainKey(ids[4]);
        all.ById.ShouldContainKey(ids[5]);
        all.Order.ShouldBe(ids[5..]);
    }

    [Fact]
    public void One_that_comes_again_keeps_its_place_and_its_answer()
    {
        CommandId[] ids = [new(new("00000000-0000-7000-8000-000000000001")), new(new("00000000-0000-7000-8000-000000000002"))];
        TurnId turn = new(new("00000000-0000-7000-8000-00000000000a"));
        AcceptedCommands all = AcceptedCommands.Of([new(ids[0], null, turn), new(ids[1], null, null), new(ids[0], null, null)]);

        all.Order.ShouldBe(ids);
        all.ById[ids[0]].TurnId.ShouldBe(turn);
    }

    [Fact]
    public void What_was_taken_from_a_builder_does_not_change()
    {
        AcceptedCommands.Builder builder = new(AcceptedCommands.None);
        builder.Add(new(new(new("00000000-0000-7000-8000-000000000001")), null, null));
        AcceptedCommands before = builder.ToImmutable();
        builder.Add(new(new(new("00000000-0000-7000-8000-000000000002")), null, null));

        before.ById.Count.ShouldBe(1);
        before.Order.Count().ShouldBe(1);
        builder.ToImmutable().ById.Count.ShouldBe(2);
    }
}
