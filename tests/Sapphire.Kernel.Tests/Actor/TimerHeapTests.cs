using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Actor;

/// <summary>The heap of the scheduler against a sorted list.</summary>
public sealed class TimerHeapTests
{
    private sealed class Item : IScheduled
    {
        public int Place { get; set; } = IScheduled.Nowhere;

        public long Interval => 0;

        public void Run()
        {
        }
    }

    [Fact]
    public void It_gives_the_earliest_first_and_those_of_one_time_in_their_order() =>
        Prop.ForAll<int[]>(Agrees).QuickCheckThrowOnFailure();

    [Fact]
    public void It_grows_to_thousands_and_shrinks_again()
    {
        Random random = new(11);
        Agrees([.. Enumerable.Range(0, 20_000).Select(_ => random.Next(-5, 5000)), .. Enumerable.Repeat(-1, 20_000)]).ShouldBeTrue();
    }

    /// <summary>A number of the script from 0 on inserts with that time; -1 takes the earliest; any other removes something in the middle.</summary>
    private static bool Agrees(int[] script)
    {
        var heap = new TimerHeap();
        var model = new SortedDictionary<(long Due, int Order), Item>();
        int order = 0;
        foreach (int step in script)
        {
            if (step >= 0)
            {
                var item = new Item();
                heap.Insert(item, step);
                model.Add((step, order++), item);
            }
            else if (step == -1 && model.Count > 0)
            {
                ((long Due, int) key, Item item) = model.First();
                if (heap.FirstDue != key.Due) return false;
                (IScheduled taken, long due) = heap.RemoveFirst();
                if (!ReferenceEquals(taken, item) || due != key.Due || item.Place != IScheduled.Nowhere) return false;
                model.Remove(model.First().Key);
            }
            else if (model.Count > 0)
            {
                ((long, int) key, Item item) = model.ElementAt(Math.Min(model.Count - 1, -(step + 2) % 7));
                if (!heap.Remove(item) || heap.Remove(item)) return false;
                model.Remove(key);
            }

            if (heap.Count != model.Count) return false;
        }

        while (model.Count > 0)
        {
            if (!ReferenceEquals(heap.RemoveFirst().Item, model.First().Value)) return false;
            model.Remove(model.First().Key);
        }

        return heap.Count == 0;
    }
}
