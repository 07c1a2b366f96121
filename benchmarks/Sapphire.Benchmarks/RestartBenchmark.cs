using System.Diagnostics;
using System.Text.Json;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>From kill -9 to answering again.</summary>
internal static class RestartBenchmark
{
    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using TemporaryFolder home = new();
        List<double> healthy = [];
        List<double> answered = [];
        SapphireServer server = await SapphireServer.StartAsync(home.Path);
        try
        {
            for (int i = 0; i < Server.Runs; i++)
            {
                await using (HubClient hub = await server.ConnectAsync())
                {
                    await using ChatOnHub chat = await ChatOnHub.CreateAsync(hub);
                    await chat.SendAsync("what time is it");
                }

                long start = Stopwatch.GetTimestamp();
                await server.Process.KillAsync();
                await server.DisposeAsync();
                server = await SapphireServer.StartAsync(home.Path);
                await Server.HealthyAsync(server.Address);
                healthy.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                await using HubClient again = await server.ConnectAsync();
                _ = await again.InvokeAsync<JsonElement>("Create", new { commandId = Guid.CreateVersion7(), chatId = Guid.CreateVersion7(), title = "After" });
                answered.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        finally
        {
            await server.DisposeAsync();
        }

        return
        [
            Figure.Of("restart", "kill -9 to 200 on /healthz", "ms", healthy, 3000),
            Figure.Of("restart", "kill -9 to a login and a stored command", "ms", answered, 3000),
        ];
    }
}
