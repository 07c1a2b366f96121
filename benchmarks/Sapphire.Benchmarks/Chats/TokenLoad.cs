using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks.Chats;

/// <summary>Many replies that stream at once, to many browsers.</summary>
/// <param name="Chats">Chats with a reply each.</param>
/// <param name="ReadersEach">Browsers that follow each of them.</param>
/// <param name="TokensPerSecond">The pace of each reply.</param>
/// <param name="Tokens">Tokens of each reply.</param>
/// <param name="Skip">Tokens at the begin that are not measured.</param>
internal sealed record TokenLoad(int Chats, int ReadersEach, double TokensPerSecond, int Tokens, int Skip)
{
    private const int Senders = 8;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(60);

    /// <summary>Runs it on a running server, whose models this changes.</summary>
    public async Task<TokenResult> RunAsync(SapphireServer server)
    {
        await server.LoginAsync();
        await using PacedModel model = new(TokensPerSecond, Tokens);
        using (HttpResponseMessage put = await server.SendAsync(HttpMethod.Put, "api/models/providers/bench", new { name = "Bench", url = model.Url, model = "paced", enabled = true, key = (string?)null }))
        {
            put.EnsureSuccessStatusCode();
        }

        await using HubPipe hub = await HubPipe.ConnectAsync(server.Address, server.Cookies);
        Guid[] chats = new Guid[Chats];
        for (int i = 0; i < Chats; i++)
        {
            chats[i] = Guid.CreateVersion7();
            await AcceptedAsync(hub, "Create", new { commandId = Guid.CreateVersion7(), chatId = chats[i], title = $"Stream {i}" });
        }

        TokenReader[] readers = await ConnectAsync(server, chats);
        using CancellationTokenSource stop = new();
        Task pings = PingAsync(readers, stop.Token);
        try
        {
            return await MeasureAsync(server, chats, readers);
        }
        finally
        {
            await stop.CancelAsync();
            await pings;
            foreach (TokenReader reader in readers)
            {
                await reader.DisposeAsync();
            }
        }
    }

    /// <summary>The same model without Sapphire: as many streams, each read by a bare socket.</summary>
    public async Task<Spread> BareAsync()
    {
        await using PacedModel model = new(TokensPerSecond, Tokens);
        float[][] ages = await Task.WhenAll(Enumerable.Range(0, Chats).Select(async stream =>
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, new Uri(model.Url).Port));
            await socket.SendAsync(model.RequestFor(stream));
            return await ReadAsync(socket);
        }));
        return Spread.Of(ages.SelectMany(static one => one).Select(static age => (double)age));
    }

    private async Task<float[]> ReadAsync(Socket socket)
    {
        byte[] buffer = new byte[16 * 1024];
        List<float> ages = [];
        int place = 0;
        while (place < Tokens)
        {
            int got = await socket.ReceiveAsync(buffer);
            long now = Stopwatch.GetTimestamp();
            if (got == 0) throw new InvalidOperationException("The model ended early.");
            place += Take(buffer.AsSpan(0, got), now, place, ages);
        }

        return [.. ages];
    }

    private int Take(ReadOnlySpan<byte> text, long now, int place, List<float> ages)
    {
        int count = 0;
        while (Token.TryRead(ref text, out Token token))
        {
            if (place + count++ >= Skip) ages.Add((float)Stopwatch.GetElapsedTime(token.Written, now).TotalMilliseconds);
        }

        return count;
    }

    private async Task<TokenReader[]> ConnectAsync(SapphireServer server, Guid[] chats)
    {
        TokenReader[] readers = new TokenReader[Chats * ReadersEach];
        ParallelOptions some = new() { MaxDegreeOfParallelism = 16 };
        await Parallel.ForAsync(0, readers.Length, some, async (i, _) =>
            readers[i] = await TokenReader.ConnectAsync(server.Address, server.Cookies, chats[i % Chats], i % Chats, Tokens, Skip));
        return readers;
    }

    private async Task<TokenResult> MeasureAsync(SapphireServer server, Guid[] chats, TokenReader[] readers)
    {
        // Together, as people would: the first must not be at its end before the last begins.
        await Parallel.ForEachAsync(Enumerable.Range(0, Chats).Chunk((Chats + Senders - 1) / Senders), async (some, _) =>
        {
            await using HubPipe sender = await HubPipe.ConnectAsync(server.Address, server.Cookies);
            foreach (int i in some)
            {
                await AcceptedAsync(sender, "Send", new { commandId = Guid.CreateVersion7(), chatId = chats[i], text = $"stream {i} " });
            }
        });

        // The processors are looked at while all replies stream: from the end of the skipped tokens to shortly before the end of the first.
        Task ended = Task.WhenAll(readers.Select(static reader => reader.Ended));
        await UntilAsync(() => readers.All(static reader => reader.Received > 0) && readers.Max(static reader => reader.Received) >= Skip, ended);
        double serverBefore = Server.CpuSeconds(server.Process.Id), ownBefore = OwnCpu;
        long begun = Stopwatch.GetTimestamp();
        await UntilAsync(() => readers.Max(static reader => reader.Received) >= Tokens - 1, ended);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        double serverCpu = (Server.CpuSeconds(server.Process.Id) - serverBefore) / seconds, ownCpu = (OwnCpu - ownBefore) / seconds;
        await ended.WaitAsync(Late);
        bool measured = seconds > 1;
        return new(Spread.Of(readers.SelectMany(static reader => reader.Ages.ToArray()).Select(static age => (double)age)), measured ? serverCpu : null, measured ? ownCpu : null);
    }

    private static double OwnCpu => Environment.CpuUsage.TotalTime.TotalSeconds;

    private async Task UntilAsync(Func<bool> condition, Task ended)
    {
        long begun = Stopwatch.GetTimestamp();
        TimeSpan limit = Late + TimeSpan.FromSeconds(Tokens / TokensPerSecond);
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(50));
        while (!condition())
        {
            if (ended.IsFaulted) await ended;
            if (Stopwatch.GetElapsedTime(begun) > limit) throw new TimeoutException("The tokens do not come.");
            await tick.WaitForNextTickAsync();
        }
    }

    private static async Task PingAsync(TokenReader[] readers, CancellationToken stop)
    {
        using PeriodicTimer tick = new(PingEvery / readers.Length);
        try
        {
            for (int i = 0; await tick.WaitForNextTickAsync(stop); i = (i + 1) % readers.Length)
            {
                await readers[i].PingAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
        catch (WebSocketException)
        {
            // The reader says so itself.
        }
    }

    private static async Task AcceptedAsync(HubPipe hub, string method, object request)
    {
        (_, byte[] answer) = await hub.CallAsync(method, request);
        if (!answer.AsSpan().Contains((byte)'{') || answer.AsSpan().IndexOf("\"accepted\":true"u8) < 0)
        {
            throw new InvalidOperationException($"{method} was refused: {System.Text.Encoding.UTF8.GetString(answer)}");
        }
    }
}
