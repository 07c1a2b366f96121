namespace Sapphire.Web.Tests.Support;

/// <summary>Waits for something without a fixed pause.</summary>
public static class Eventually
{
    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30), what);
            await tick.WaitForNextTickAsync();
        }
    }
}
