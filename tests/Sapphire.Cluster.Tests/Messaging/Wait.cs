using System.Diagnostics;

namespace Sapphire.Cluster.Tests.Messaging;

/// <summary>Waits with a deadline.</summary>
internal static class Wait
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static CancellationToken Token() => new CancellationTokenSource(Longest).Token;

    /// <summary>Polls until it holds.</summary>
    public static Task UntilAsync(Func<bool> holds, string what, TimeSpan? longest = null) => UntilAsync(() => Task.FromResult(holds()), () => what, longest);

    /// <summary>Polls until it holds.</summary>
    public static Task UntilAsync(Func<Task<bool>> holds, string what, TimeSpan? longest = null) => UntilAsync(holds, () => what, longest);

    /// <summary>Polls until it holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, Func<string> what, TimeSpan? longest = null)
    {
        long begun = Stopwatch.GetTimestamp();
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(begun) > (longest ?? Longest)) throw new TimeoutException($"Not in time: {what()}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Lets what is under way arrive, where nothing is to be expected.</summary>
    public static async Task AWhileAsync()
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(300));
        await timer.WaitForNextTickAsync();
    }
}
