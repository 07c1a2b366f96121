using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace Sapphire.Benchmarks.Chats;

/// <summary>
/// A connection to the hub that does one thing after the other and takes the time until the last byte of the answer is here. Reads no
/// JSON while it measures.
/// </summary>
internal sealed class HubPipe : IAsyncDisposable
{
    private const byte RecordSeparator = 0x1e;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly ClientWebSocket _socket = new();
    private readonly ArrayBufferWriter<byte> _received = new(64 * 1024);
    private int _read;
    private int _lastId;

    private HubPipe()
    {
    }

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<HubPipe> ConnectAsync(Uri address, CookieContainer cookies)
    {
        HubPipe pipe = new();
        pipe._socket.Options.Cookies = cookies;
        pipe._socket.Options.SetRequestHeader("Origin", address.GetLeftPart(UriPartial.Authority));
        await pipe._socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/hub" }.Uri, default);
        await pipe.SendAsync("""{"protocol":"json","version":1}"""u8.ToArray());
        await pipe.NextAsync();
        return pipe;
    }

    /// <summary>Calls a method: the time to its answer, and the answer.</summary>
    public Task<(double Milliseconds, byte[] Answer)> CallAsync(string method, params object?[] arguments) => AskAsync(1, method, arguments, static record => Is(record, 3));

    /// <summary>Opens a stream: the time to its first item, and the item. The stream is closed again.</summary>
    public async Task<(double Milliseconds, byte[] Item)> FirstItemAsync(string method, params object?[] arguments)
    {
        (double, byte[]) first = await AskAsync(4, method, arguments, static record => Is(record, 2) || Is(record, 3));
        await SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { type = 5, invocationId = $"{_lastId}" }, Json));

        // The end of the stream comes, too.
        while (!Is(await NextAsync(), 3))
        {
            // What was under way.
        }

        return first;
    }

    /// <summary>Opens a stream that stays open until this connection ends; returns with its first item. Nothing else may be asked after that but more of these.</summary>
    public Task KeepOpenAsync(string method, params object?[] arguments) =>
        AskAsync(4, method, arguments, record => Is(record, 2) && record.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes($"\"invocationId\":\"{_lastId}\"")) >= 0);

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(double, byte[])> AskAsync(int type, string method, object?[] arguments, Func<byte[], bool> isAnswer)
    {
        byte[] question = JsonSerializer.SerializeToUtf8Bytes(new { type, invocationId = $"{++_lastId}", target = method, arguments }, Json);
        long start = Stopwatch.GetTimestamp();
        await SendAsync(question);
        while (true)
        {
            byte[] record = await NextAsync();
            if (isAnswer(record))
            {
                return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, record);
            }
        }
    }

    private static bool Is(byte[] record, int type) => record.AsSpan().StartsWith(System.Text.Encoding.UTF8.GetBytes($"{{\"type\":{type},"));

    private Task SendAsync(byte[] json) => _socket.SendAsync((byte[])[.. json, RecordSeparator], WebSocketMessageType.Text, endOfMessage: true, default);

    private async Task<byte[]> NextAsync()
    {
        int searched = 0;
        while (true)
        {
            int end = _received.WrittenSpan[(_read + searched)..].IndexOf(RecordSeparator);
            if (end >= 0)
            {
                byte[] record = _received.WrittenSpan.Slice(_read, searched + end).ToArray();
                _read += searched + end + 1;
                if (_read == _received.WrittenCount)
                {
                    _received.ResetWrittenCount();
                    _read = 0;
                }

                return record;
            }

            searched = _received.WrittenCount - _read;
            ValueWebSocketReceiveResult got = await _socket.ReceiveAsync(_received.GetMemory(16 * 1024), default);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                throw new InvalidOperationException("The hub closed the connection.");
            }

            _received.Advance(got.Count);
        }
    }
}
