using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Prompts;

namespace Sapphire.Actors.Tests.Prompts;

/// <summary>Which spice comes when.</summary>
public sealed class SpiceRotationTests
{
    private static readonly Gen<(Guid Chat, int Turns, int Count)> Cases =
        from a in Gen.Choose(0, int.MaxValue)
        from b in Gen.Choose(0, int.MaxValue)
        from turns in Gen.Choose(1, 20)
        from count in Gen.Choose(1, 40)
        select (new Guid(a, (short)b, (short)(b >> 16), 1, 2, 3, 4, 5, 6, 7, 8), turns, count);

    [Fact]
    public void Each_spice_comes_once_before_any_comes_again_and_lasts_its_turns() =>
        Prop.ForAll(Cases.ToArbitrary(), static c =>
        {
            ChatId chat = new(c.Chat);
            int[] picks = [.. Enumerable.Range(0, c.Count * 2).Select(slot => SpiceRotation.Pick(chat, (slot * c.Turns) + 1, c.Turns, c.Count))];
            bool whole = picks.Take(c.Count).Order().SequenceEqual(Enumerable.Range(0, c.Count));
            bool again = picks.Skip(c.Count).SequenceEqual(picks.Take(c.Count));
            bool lasts = Enumerable.Range(0, c.Count).All(slot => SpiceRotation.Pick(chat, (slot * c.Turns) + c.Turns, c.Turns, c.Count) == picks[slot]);
            return whole && again && lasts;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Chats_differ() =>
        Enumerable.Range(1, 50).Select(n => SpiceRotation.Pick(new(new Guid(n, 0, 0, new byte[8])), 1, 3, 30)).Distinct().Count().ShouldBeGreaterThan(10);
}
