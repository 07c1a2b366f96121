namespace Sapphire.Persistence.Tests.Postgres;

/// <summary>Waits for something that happens elsewhere.</summary>
internal static class Poll
{
    /// <summary>Looks until a condition holds, for half a minute.</summary>
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Looks until a condition holds, for half a minute.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30), what);
            await tick.WaitForNextTickAsync();
        }
    }
}
