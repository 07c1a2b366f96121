using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace Sapphire.Benchmarks.Chats;

/// <summary>
/// A browser that follows the home and one chat, and notes how old each token is when its socket has it. It checks that it gets every token of
/// the chat's own stream, in order and once, and none of another.
/// </summary>
internal sealed class TokenReader : IAsyncDisposable
{
    private const byte RecordSeparator = 0x1e;
    private static readonly byte[] Ping = [.. "{\"type\":6}"u8, RecordSeparator];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _stream;
    private readonly int _tokens;
    private readonly int _skip;
    private readonly float[] _ages;
    private Task _reading = Task.CompletedTask;
    private int _next;
    private int _snapshots;

    private TokenReader(int stream, int tokens, int skip)
    {
        _stream = stream;
        _tokens = tokens;
        _skip = skip;
        _ages = new float[Math.Max(0, tokens - skip)];
    }

    /// <summary>The ages of the tokens after those that are skipped, in milliseconds; whole after <see cref="Ended"/>.</summary>
    public ReadOnlyMemory<float> Ages => _ages;

    /// <summary>How many tokens have come.</summary>
    public int Received => Volatile.Read(ref _next);

    /// <summary>Completes with the reply that has come whole; fails where a token was lost, mixed up or came twice.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Connects and subscribes, and returns when the first snapshots are here.</summary>
    /// <param name="address">The server.</param>
    /// <param name="cookies">The login.</param>
    /// <param name="chat">The chat to follow.</param>
    /// <param name="stream">The stream that is to come in it.</param>
    /// <param name="tokens">How many tokens that has.</param>
    /// <param name="skip">How many of them are not measured: what runs for the first time is compiled.</param>
    public static async Task<TokenReader> ConnectAsync(Uri address, CookieContainer cookies, Guid chat, int stream, int tokens, int skip)
    {
        TokenReader reader = new(stream, tokens, skip);
        reader._socket.Options.Cookies = cookies;
        reader._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        reader._socket.Options.SetRequestHeader("Origin", address.GetLeftPart(UriPartial.Authority));
        await reader._socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/hub" }.Uri, default);
        await reader.SendAsync([.. """{"protocol":"json","version":1}"""u8, RecordSeparator]);
        await reader.SendAsync([.. JsonSerializer.SerializeToUtf8Bytes(new { type = 4, invocationId = "home", target = "Subscribe", arguments = new object?[] { null } }, Json), RecordSeparator]);
        await reader.SendAsync([.. JsonSerializer.SerializeToUtf8Bytes(new { type = 4, invocationId = "chat", target = "Subscribe", arguments = new object?[] { chat } }, Json), RecordSeparator]);
        reader._reading = reader.ReadAsync();
        await reader._subscribed.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return reader;
    }

    /// <summary>Says that it is still there, as browsers do every few seconds.</summary>
    public Task PingAsync() => SendAsync(Ping);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task SendAsync(byte[] message)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, default);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            byte[] buffer = new byte[4096];
            int filled = 0;
            while (true)
            {
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                ValueWebSocketReceiveResult got = await _socket.ReceiveAsync(buffer.AsMemory(filled), default);
                long now = Stopwatch.GetTimestamp();
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    throw new InvalidOperationException($"The hub closed the connection after {_next} tokens.");
                }

                filled += got.Count;
                filled = Take(buffer, filled, now);
            }
        }
        catch (Exception e)
        {
            _subscribed.TrySetException(e);
            _ended.TrySetException(e);
        }
    }

    // Reads whole records, and moves the rest to the front.
    private int Take(byte[] buffer, int filled, long now)
    {
        Span<byte> rest = buffer.AsSpan(0, filled);
        int end;
        while ((end = rest.IndexOf(RecordSeparator)) >= 0)
        {
            Read(rest[..end], now);
            rest = rest[(end + 1)..];
        }

        rest.CopyTo(buffer);
        return rest.Length;
    }

    private void Read(ReadOnlySpan<byte> record, long now)
    {
        if (record.IndexOf("\"type\":\"delta\""u8) >= 0)
        {
            while (Token.TryRead(ref record, out Token token))
            {
                if (token.Stream != _stream || token.Place != _next)
                {
                    throw new InvalidOperationException($"Token {token.Place} of stream {token.Stream} came, and not {_next} of {_stream}.");
                }

                if (_next >= _skip)
                {
                    _ages[_next - _skip] = (float)Stopwatch.GetElapsedTime(token.Written, now).TotalMilliseconds;
                }

                _next++;
            }
        }
        else if (record.IndexOf("\"type\":\"chat\""u8) >= 0 || record.IndexOf("\"type\":\"home\""u8) >= 0)
        {
            if (++_snapshots == 2) _subscribed.TrySetResult();
        }
        else if (record.IndexOf("\"type\":\"message\""u8) >= 0 && record.IndexOf("\"role\":\"assistant\""u8) >= 0)
        {
            End(record);
        }
        else if (record.IndexOf("\"error\":"u8) >= 0 && record.StartsWith("{\"type\":3"u8))
        {
            throw new InvalidOperationException("A stream ended: " + System.Text.Encoding.UTF8.GetString(record));
        }
    }

    private void End(ReadOnlySpan<byte> record)
    {
        if (record.IndexOf("\"status\":\"completed\""u8) >= 0)
        {
            _ = _next == _tokens
                ? _ended.TrySetResult()
                : _ended.TrySetException(new InvalidOperationException($"The reply ended after {_next} of {_tokens} tokens."));
        }
        else if (record.IndexOf("\"status\":\"failed\""u8) >= 0)
        {
            _ended.TrySetException(new InvalidOperationException("The reply failed: " + System.Text.Encoding.UTF8.GetString(record)));
        }
    }
}
