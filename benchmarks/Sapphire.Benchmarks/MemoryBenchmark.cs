using Sapphire.Kernel.Benchmarks;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>Memory of the process tree: after the start, and after a login and one answered message.</summary>
internal static class MemoryBenchmark
{
    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        List<double> started = [];
        List<double> used = [];
        for (int i = 0; i < Server.Runs; i++)
        {
            using TemporaryFolder home = new();
            await using SapphireServer server = await SapphireServer.StartAsync(home.Path);
            await Server.HealthyAsync(server.Address);
            started.Add(Server.PssMb(server.Process.Id));
            await using HubClient hub = await server.ConnectAsync();
            await using ChatOnHub chat = await ChatOnHub.CreateAsync(hub);
            await chat.SendAsync("what time is it");
            await chat.UntilAsync(update => update.GetProperty("type").GetString() == "message" && update.GetProperty("message").GetProperty("status").GetString() == "completed"
                && update.GetProperty("message").GetProperty("role").GetString() == "assistant");
            used.Add(Server.PssMb(server.Process.Id));
        }

        return
        [
            Figure.Of("memory", "PSS after the start", "MB", started, 150),
            Figure.Of("memory", "PSS after a login and one chat", "MB", used, 150),
        ];
    }
}
