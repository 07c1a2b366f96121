using System.Diagnostics;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.Speech;

public sealed class HostKilledTests : SpeechTestBase
{
    [Fact]
    public async Task Workers_are_gone_within_a_second_when_the_host_is_killed_even_one_that_hangs_in_native_code()
    {
        ProcessStartInfo start = new(SpeechHost.Command.Program, [.. SpeechHost.Command.Arguments, "host", Home])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        List<int> workers = [];
        try
        {
            while (await process.StandardOutput.ReadLineAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancelled) is { } line && line != "ready")
            {
                workers.Add(int.Parse(line.Split(' ')[1]));
            }

            workers.Count.ShouldBe(2);
            workers.ShouldAllBe(pid => Runs(pid));
        }
        finally
        {
            process.Kill();
        }

        long killed = Stopwatch.GetTimestamp();
        await UntilAsync(() => Task.FromResult(!workers.Any(Runs)), "the workers end");
        TimeSpan took = Stopwatch.GetElapsedTime(killed);
        TestContext.Current.TestOutputHelper!.WriteLine($"{workers.Count} workers were gone {took.TotalMilliseconds:0} ms after the host was killed");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(1));

        // The next host clears away what that one has left.
        SpeechHost next = Start();
        ShouldSound(await SayAsync(next, "next"), "next");
        Directory.EnumerateFileSystemEntries(Path.Combine(Home, "run")).ShouldBeEmpty();
    }
}
