using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sapphire.Kernel.Tests;

/// <summary>
/// The whole suite again and again, three processes at once so that both cores are busy, twenty-five times in each, with new seeds
/// every time. The first failure is printed whole.
/// </summary>
[Collection("alone")]
public sealed partial class RepeatTests
{
    private const string FailVariable = "SAPPHIRE_REPEAT_FAILS";
    private const int Processes = 3;
    private const int RunsInProcess = 25;
    private const string MemoryFolder = "/dev/shm";
    private static readonly TimeSpan ProcessLimit = TimeSpan.FromMinutes(15);

    [Fact]
    [Trait("soak", "kernel")]
    [Trait("tier", "soak")]
    public async Task The_suite_passes_a_thousand_times()
    {
        int runs = int.TryParse(Environment.GetEnvironmentVariable("SAPPHIRE_REPEATS"), out int wanted) ? wanted : 1_000;
        (int done, long tests, string? failure) = await RepeatAsync(runs, ["-trait-", "tier=soak", "-class-", $"*{nameof(RepeatTests)}"], null);
        failure.ShouldBeNull();
        done.ShouldBe(runs);
        Write($"{done:N0} runs, {tests:N0} tests, none failed");
    }

    [Fact]
    public async Task A_repeated_run_counts_its_tests_and_shows_the_first_failure_whole()
    {
        string[] one = ["-method", $"*{nameof(RepeatTests)}.{nameof(A_test_that_fails_when_asked_to)}"];
        (await RepeatAsync(1, one, null)).ShouldBe((1, 1, null));
        (_, _, string? failure) = await RepeatAsync(1, one, new() { [FailVariable] = "1" });
        failure.ShouldNotBeNull();
        failure.ShouldContain($"{nameof(A_test_that_fails_when_asked_to)} [FAIL]");
        failure.ShouldContain("as asked");
    }

    [Fact]
    public void A_test_that_fails_when_asked_to() => (Environment.GetEnvironmentVariable(FailVariable) == "1").ShouldBeFalse("as asked");

    private static void Write(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
    }

    private static async Task<(int Runs, long Tests, string? Failure)> RepeatAsync(int runs, string[] arguments, Dictionary<string, string>? environment)
    {
        var queue = new ConcurrentQueue<int>(Enumerable.Range(0, (runs + RunsInProcess - 1) / RunsInProcess).Select(p => Math.Min(RunsInProcess, runs - (p * RunsInProcess))));
        long start = Stopwatch.GetTimestamp(), tests = 0;
        int done = 0;
        string? failure = null;
        await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref failure) is null && queue.TryDequeue(out int wanted))
            {
                (bool passed, int count, string log) = await RunAsync(wanted, arguments, environment);
                if (!passed) Interlocked.CompareExchange(ref failure, log, null);
                Interlocked.Add(ref tests, count);
                int now = Interlocked.Add(ref done, wanted);
                Write($"{now:N0} of {runs:N0} runs, {Interlocked.Read(ref tests):N0} tests, {Stopwatch.GetElapsedTime(start):hh\\:mm\\:ss}");
            }
        })));
        return (done, tests, failure);
    }

    private static async Task<(bool Passed, int Tests, string Log)> RunAsync(int runs, string[] arguments, Dictionary<string, string>? environment)
    {
        ProcessStartInfo info = new(Path.Combine(AppContext.BaseDirectory, typeof(RepeatTests).Assembly.GetName().Name!), ["-noLogo", "-noColor", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        info.Environment["SAPPHIRE_SOAK"] = "0";
        info.Environment["SAPPHIRE_PROPERTIES"] = "10";
        info.Environment[Program.Variable] = runs.ToString(CultureInfo.InvariantCulture);
        info.Environment.Remove("DOTNET_gcServer");

        // Half of a short run goes into compiling what is thrown away, and into files of tests that live for a moment.
        info.Environment["DOTNET_TieredPGO"] = "0";
        info.Environment["DOTNET_gcConcurrent"] = "0";
        if (Directory.Exists(MemoryFolder)) info.Environment["TMPDIR"] = MemoryFolder;
        foreach ((string name, string value) in environment ?? []) info.Environment[name] = value;
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(ProcessLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        string log = await output + await error;
        MatchCollection totals = Total().Matches(log);
        return (process.ExitCode == 0 && totals.Count == runs, totals.Sum(t => int.Parse(t.Groups["n"].Value, CultureInfo.InvariantCulture)), limit.IsCancellationRequested ? $"killed after {ProcessLimit}\n{log}" : log);
    }

    [GeneratedRegex(@"Total: (?<n>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Total();
}
