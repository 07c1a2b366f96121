using System.Diagnostics;
using System.Text;
using Sapphire.Kernel.Benchmarks;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>
/// Our share of the time to the first token: from the command to the provider's having the request, and from the provider's
/// first byte to the browser's having the delta; less what the same provider takes for a bare HTTP client in the same run.
/// </summary>
internal static class FirstTokenBenchmark
{
    // What is called thirty times is compiled anew, for speed; a server that has run for a while has that behind it.
    private const int WarmUp = 60;
    private const int Turns = 25;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ScriptedServer provider = await ScriptedServer.StartAsync();
        using TemporaryFolder home = new();
        await using SapphireServer server = await SapphireServer.StartAsync(home.Path);
        await server.LoginAsync();
        using (HttpResponseMessage put = await server.SendAsync(HttpMethod.Put, "api/models/providers/bench", new { name = "Bench", url = provider.Url, model = "scripted", enabled = true, key = (string?)null }))
        {
            put.EnsureSuccessStatusCode();
        }

        await using HubClient hub = await server.ConnectAsync();
        await using ChatOnHub chat = await ChatOnHub.CreateAsync(hub);
        using HttpClient http = new();
        List<(double Before, double After)> ours = [];
        List<(double Before, double After)> bare = [];
        for (int i = 0; i < WarmUp + Turns; i++)
        {
            (double, double) one = await MeasureAsync(provider, async () =>
            {
                Task sending = chat.SendAsync("hello");
                await chat.UntilAsync(update => update.GetProperty("type").GetString() == "delta");
                long got = Stopwatch.GetTimestamp();
                await sending;
                await chat.UntilAsync(update => update.GetProperty("type").GetString() == "message" && update.GetProperty("message").GetProperty("status").GetString() == "completed"
                    && update.GetProperty("message").GetProperty("role").GetString() == "assistant");
                return got;
            });
            (double, double) other = await MeasureAsync(provider, async () =>
            {
                using HttpRequestMessage request = new(HttpMethod.Post, provider.Url + "/chat/completions");
                request.Content = new StringContent("""{"model":"scripted","stream":true,"messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
                using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                await using Stream body = await response.Content.ReadAsStreamAsync();
                byte[] buffer = new byte[4096];
                _ = await body.ReadAsync(buffer);
                long got = Stopwatch.GetTimestamp();
                await body.CopyToAsync(Stream.Null);
                return got;
            });
            if (i >= WarmUp)
            {
                ours.Add(one);
                bare.Add(other);
            }
        }

        double theirs = Figure.Median([.. bare.Select(run => run.Before + run.After)]);
        return
        [
            Figure.Of("first-token", "command sent to provider's request received", "ms", ours.Select(run => run.Before)),
            Figure.Of("first-token", "provider's first byte to delta at the client", "ms", ours.Select(run => run.After)),
            Figure.Of("first-token", "the provider's own, with a bare HTTP client", "ms", bare.Select(run => run.Before + run.After)),
            Figure.Of("first-token", "our share", "ms", ours.Select(run => run.Before + run.After - theirs), 5),
        ];
    }

    private static async Task<(double Before, double After)> MeasureAsync(ScriptedServer provider, Func<Task<long>> turn)
    {
        Gate gate = new();
        TaskCompletionSource<long> arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        provider.Fallback = _ =>
        {
            arrived.TrySetResult(Stopwatch.GetTimestamp());
            return Answer.Text("Hello there.").PauseAfter(0, gate);
        };
        long start = Stopwatch.GetTimestamp();
        Task<long> running = turn();
        long received = await arrived.Task;
        await gate.Reached;

        // A model thinks for a while: everything that the command set off has come to rest.
        using (PeriodicTimer think = new(TimeSpan.FromMilliseconds(30)))
        {
            await think.WaitForNextTickAsync();
        }

        long first = Stopwatch.GetTimestamp();
        gate.Open();
        long got = await running;
        return (Stopwatch.GetElapsedTime(start, received).TotalMilliseconds, Stopwatch.GetElapsedTime(first, got).TotalMilliseconds);
    }
}
