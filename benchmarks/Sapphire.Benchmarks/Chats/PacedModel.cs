using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sapphire.Benchmarks.Chats;

/// <summary>
/// A model that writes <see cref="Token"/>s at a steady pace into any number of streams at once. One thread writes them all, without
/// waiting, so that the model costs next to nothing and stamps no token before its time. A request says which stream it wants by the words
/// <c>stream N</c> in its last message.
/// </summary>
internal sealed class PacedModel : IAsyncDisposable
{
    private static readonly byte[] Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"u8.ToArray();
    private static readonly byte[] End = Encoding.UTF8.GetBytes(
        """
        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"paced","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"paced","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}}

        data: [DONE]


        """.ReplaceLineEndings("\n"));

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentQueue<Live> _new = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly double _interval;
    private readonly int _tokens;
    private readonly Thread _writer;
    private readonly Task _accepting;
    private int _served;

    /// <summary>Begins to listen on a free port of 127.0.0.1.</summary>
    /// <param name="tokensPerSecond">The pace of each stream.</param>
    /// <param name="tokens">How many tokens each stream has.</param>
    public PacedModel(double tokensPerSecond, int tokens)
    {
        _interval = Stopwatch.Frequency / tokensPerSecond;
        _tokens = tokens;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        _writer = new(Write) { IsBackground = true, Name = "model" };
        _writer.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The OpenAI-compatible base URL.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/v1");

    /// <summary>How many streams have begun.</summary>
    public int Served => Volatile.Read(ref _served);

    /// <summary>What a request to this model looks like, for who asks it without Sapphire.</summary>
    public byte[] RequestFor(int stream)
    {
        string body = string.Create(CultureInfo.InvariantCulture, $$"""{"model":"paced","stream":true,"messages":[{"role":"user","content":"stream {{stream}} "}]}""");
        return Encoding.UTF8.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: model\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _writer.Join();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(_stop.Token);
                socket.NoDelay = true;
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            string request = await ReadAsync(socket);
            if (request.Contains("You name conversations.", StringComparison.Ordinal))
            {
                // No words: the chat keeps its title.
                await socket.SendAsync((byte[])[.. Head, .. End]);
                socket.Dispose();
                return;
            }

            if (request.StartsWith("GET ", StringComparison.Ordinal))
            {
                const string models = """{"object":"list","data":[{"id":"paced","object":"model","owned_by":"bench"}]}""";
                await socket.SendAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {models.Length}\r\n\r\n{models}"));
                socket.Dispose();
                return;
            }

            int at = request.LastIndexOf("stream ", StringComparison.Ordinal) + "stream ".Length;
            int stream = int.Parse(request.AsSpan(at, request.IndexOf(' ', at) - at), CultureInfo.InvariantCulture);
            await socket.SendAsync(Head);
            Interlocked.Increment(ref _served);
            _new.Enqueue(new(socket, stream) { Due = Stopwatch.GetTimestamp() });
        }
        catch (Exception e) when (e is SocketException or FormatException or ArgumentException)
        {
            // It was given up before it was whole.
            socket.Dispose();
        }
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        StringBuilder text = new();
        while (true)
        {
            int got = await socket.ReceiveAsync(buffer);
            text.Append(Encoding.Latin1.GetString(buffer, 0, got));
            string all = text.ToString();
            int end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (got == 0 || (end >= 0 && IsWhole(all, end + 4)))
            {
                return all;
            }
        }
    }

    private static bool IsWhole(string all, int body)
    {
        const string length = "content-length: ";
        int at = all.IndexOf(length, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && at < body
            ? all.Length - body >= int.Parse(all.AsSpan(at + length.Length, all.IndexOf('\r', at) - at - length.Length), CultureInfo.InvariantCulture)
            : all.StartsWith("GET ", StringComparison.Ordinal) || all.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
    }

    private void Write()
    {
        PriorityQueue<Live, long> due = new();
        while (!_stop.IsCancellationRequested)
        {
            while (_new.TryDequeue(out Live? added))
            {
                due.Enqueue(added, added.Due);
            }

            long now = Stopwatch.GetTimestamp();
            while (due.TryPeek(out Live? live, out long at) && at <= now)
            {
                due.Dequeue();
                if (WriteTo(live))
                {
                    due.Enqueue(live, live.Due);
                }
            }

            Thread.Sleep(1);
        }

        foreach ((Live live, _) in due.UnorderedItems)
        {
            live.Socket.Dispose();
        }
    }

    // False when the stream has ended.
    private bool WriteTo(Live live)
    {
        try
        {
            if (live.Place == _tokens)
            {
                live.Socket.Send(End);
                live.Socket.Shutdown(SocketShutdown.Send);
                live.Socket.Dispose();
                return false;
            }

            string token = new Token(live.Stream, live.Place, Stopwatch.GetTimestamp()).ToString();
            live.Socket.Send(Encoding.UTF8.GetBytes($$"""
                data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"paced","choices":[{"index":0,"delta":{"content":"{{token}}"},"finish_reason":null}]}


                """.ReplaceLineEndings("\n")));
            live.Place++;
            live.Due = live.DueAt(_interval);
            return true;
        }
        catch (SocketException)
        {
            // The reader has gone.
            live.Socket.Dispose();
            return false;
        }
    }

    private sealed class Live(Socket socket, int stream)
    {
        private readonly long _begin = Stopwatch.GetTimestamp();

        public Socket Socket => socket;

        public int Stream => stream;

        public int Place { get; set; }

        public long Due { get; set; }

        // By its begin, so that the pace does not slip.
        public long DueAt(double interval) => _begin + (long)(Place * interval);
    }
}
