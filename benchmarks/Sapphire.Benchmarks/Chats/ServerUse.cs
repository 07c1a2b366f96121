using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks.Chats;

/// <summary>What the server uses now.</summary>
/// <param name="Pss">Memory with its share of what it has in common with other processes, in MB.</param>
/// <param name="Rss">Resident memory, in MB.</param>
/// <param name="Heap">Objects at the last collection, in MB.</param>
/// <param name="Sessions">Chats in memory.</param>
internal sealed record ServerUse(double Pss, double Rss, double Heap, int Sessions)
{
    private const double Mb = 1048576;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Waits until the number of chats in memory is as it should be, and reads.</summary>
    /// <exception cref="TimeoutException">It did not become so.</exception>
    public static async Task<ServerUse> WhenAsync(SapphireServer server, HubPipe hub, Func<int, bool> sessions)
    {
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(500));
        for (long begun = Stopwatch.GetTimestamp(); ; await tick.WaitForNextTickAsync())
        {
            using JsonDocument update = JsonDocument.Parse((await hub.FirstItemAsync("WatchCluster")).Item);
            JsonElement figures = update.RootElement.GetProperty("item").GetProperty("cluster").GetProperty("nodes")[0].GetProperty("figures");
            int now = figures.ValueKind == JsonValueKind.Object ? figures.GetProperty("sessions").GetInt32() : -1;
            if (now >= 0 && sessions(now))
            {
                return new(Server.PssMb(server.Process.Id), RssMb(server.Process.Id), figures.GetProperty("heap").GetInt64() / Mb, now);
            }

            if (Stopwatch.GetElapsedTime(begun) > Patience)
            {
                throw new TimeoutException($"Still {now} chats are in memory.");
            }
        }
    }

    private static double RssMb(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(static one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }
}
