using FsCheck;
using FsCheck.Fluent;
using Sapphire.Audio.Listening;

namespace Sapphire.Audio.Tests.Listening;

public sealed class PreRollTests
{
    [Fact]
    public void HoldsTheNewestSamplesInOrder() => Prop.ForAll(Arb.From(Gen.Choose(0, 30).ListOf()), sizes =>
    {
        using PreRoll roll = new(20);
        List<short> all = [];
        foreach (int size in sizes)
        {
            short[] samples = [.. Enumerable.Range(all.Count, size).Select(i => (short)i)];
            roll.Write(samples);
            all.AddRange(samples);
        }

        short[] kept = new short[20];
        int count = roll.Drain(kept);
        kept[..count].ShouldBe(all.TakeLast(20));
        roll.Count.ShouldBe(0);
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void DisposedRingIsRefused()
    {
        PreRoll roll = new();
        roll.Dispose();
        roll.Dispose();
        Should.Throw<ObjectDisposedException>(() => roll.Write([1]));
    }
}
