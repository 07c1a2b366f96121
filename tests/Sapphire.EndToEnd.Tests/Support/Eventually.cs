using System.Diagnostics;

namespace Sapphire.EndToEnd.Tests.Support;

/// <summary>Polls with a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Until a condition holds.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Patience, what);
            await tick.WaitForNextTickAsync();
        }
    }

    /// <summary>Until two readings are the same; where they do not become so, tells the difference.</summary>
    public static async Task SameAsync<T>(Func<Task<IReadOnlyList<T>>> actual, Func<Task<IReadOnlyList<T>>> expected)
    {
        long start = Stopwatch.GetTimestamp();
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            IReadOnlyList<T> a = await actual();
            IReadOnlyList<T> b = await expected();
            if (a.SequenceEqual(b))
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                a.ShouldBe(b);
            }

            await tick.WaitForNextTickAsync();
        }
    }
}
