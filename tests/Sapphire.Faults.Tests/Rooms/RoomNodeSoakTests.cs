using System.Diagnostics;
using System.Globalization;
using Sapphire.Faults.Tests.Cluster;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Rooms;

/// <summary>What a room that is a node of its own takes, with its devices open: as one that waits for its button, and as one that listens all the time.</summary>
public sealed class RoomNodeSoakTests
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task A_room_node_is_small() => await MeasureAsync(handsFree: true, TimeSpan.FromSeconds(2));

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "room-node")]
    public async Task A_room_node_takes_little_memory_and_little_of_the_processor()
    {
        (double held, double heldCpu) = await MeasureAsync(handsFree: false, TimeSpan.FromMinutes(2));
        (double open, double openCpu) = await MeasureAsync(handsFree: true, TimeSpan.FromMinutes(2));
        held.ShouldBeLessThan(80);
        open.ShouldBeLessThan(80);
        heldCpu.ShouldBeLessThan(6);
        openCpu.ShouldBeLessThan(6);
    }

    // Megabytes, and percent of one core. The recogniser is on another node.
    private static async Task<(double Memory, double Cpu)> MeasureAsync(bool handsFree, TimeSpan time)
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        SapphireServer.Launch launch = world.Launch("pi", "room");
        await File.AppendAllTextAsync(Path.Combine(launch.Home, "sapphire.conf"), $"sapphire.room {{ microphone = none, speaker = none, hands-free = {(handsFree ? "true" : "false")} }}\nsapphire.log.level = information\n");
        ChildProcess room = world.Begin(launch with { Arguments = [.. launch.Arguments, "--room", "kitchen"] });
        await room.WaitForOutputAsync(static text => text.Contains("Press Ctrl-C", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        using PeriodicTimer settle = new(Settling);
        await settle.WaitForNextTickAsync();
        double before = CpuSeconds(room.Id);
        long start = Stopwatch.GetTimestamp();
        using PeriodicTimer measure = new(time);
        await measure.WaitForNextTickAsync();
        double cpu = 100 * (CpuSeconds(room.Id) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        double memory = Megabytes(room.Id);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a room node {(handsFree ? "that listens all the time" : "that waits for its button")}: {memory:0.0} MB PSS, {cpu:0.0} % of a core over {time.TotalSeconds:0} s"));

        // However busy the machine: memory is the same.
        memory.ShouldBeInRange(1, 80);
        return (memory, cpu);
    }

    private static double Megabytes(int process) => double.Parse(
        File.ReadLines($"/proc/{process}/smaps_rollup").First(static line => line.StartsWith("Pss:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;

    private static double CpuSeconds(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100;
    }
}
