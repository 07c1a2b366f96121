namespace Sapphire.Actors.Tests.Models;

/// <summary>Waits for something that happens on another thread.</summary>
public static class Eventually
{
    public static async Task UntilAsync(Func<bool> condition, Action? meanwhile = null, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string what = "")
    {
        using PeriodicTimer poll = new(TimeSpan.FromMilliseconds(5));
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30), what);
            meanwhile?.Invoke();
            await poll.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
