using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Tests.Chat;

public sealed class AcceptedCommandsTests
{
    [Fact]
    public void The_last_thousand_are_kept()
    {
        CommandId[] ids = [.. Enumerable.Range(1, AcceptedCommands.Capacity + 5).Select(i => new CommandId(new($"00000000-0000-7000-8000-{i:x12}")))];
        AcceptedCommands all = ids.Aggregate(AcceptedCommands.None, (accepted, id) => accepted.Add(id, null, null));

        all.ById.Count.ShouldBe(AcceptedCommands.Capacity);
        all.ById.ShouldNotContainKey(ids[4]);
        all.ById.ShouldContainKey(ids[5]);
        all.Add(ids[^1], null, null).ShouldBeSameAs(all);
    }
}
