namespace Sapphire.Web.TestKit;

/// <summary>Waits for something that happens elsewhere.</summary>
public static class Polling
{
    /// <summary>Long enough for a machine under load.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Looks until a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within <see cref="Patience"/>.</exception>
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Looks until a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within <see cref="Patience"/>.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"Not within {Patience.TotalSeconds:0} s: {what}");
            }

            await tick.WaitForNextTickAsync();
        }
    }
}
