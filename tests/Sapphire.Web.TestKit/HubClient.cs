using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;

namespace Sapphire.Web.TestKit;

/// <summary>
/// A SignalR client over one raw WebSocket and the JSON protocol: what a browser's socket does, without its reconnects.
/// </summary>
public sealed class HubClient : IAsyncDisposable
{
    private const byte RecordSeparator = 0x1e;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<string, Channel<JsonElement>> _pending = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task _receiving = Task.CompletedTask;
    private int _lastId;
    private long _heard = TimeProvider.System.GetTimestamp();

    private HubClient()
    {
    }

    /// <summary>Connects and shakes hands.</summary>
    /// <param name="address">The server: <c>https://127.0.0.1:8073/</c>.</param>
    /// <param name="cookies">A login.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HubClient> ConnectAsync(Uri address, CookieContainer cookies, CancellationToken cancellationToken = default)
    {
        HubClient client = new();
        try
        {
            client._socket.Options.Cookies = cookies;
            client._socket.Options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
            client._socket.Options.SetRequestHeader("Origin", address.GetLeftPart(UriPartial.Authority));
            UriBuilder uri = new(address) { Scheme = address.Scheme == Uri.UriSchemeHttps ? "wss" : "ws", Path = "/hub" };
            await client._socket.ConnectAsync(uri.Uri, cancellationToken);
            await client.SendAsync(new { protocol = "json", version = 1 }, cancellationToken);
            client._receiving = client.ReceiveAsync();
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls a hub method and returns its result.</summary>
    /// <exception cref="HubCallException">The hub answered with an error.</exception>
    /// <exception cref="WebSocketException">The connection was lost.</exception>
    public async Task<T> InvokeAsync<T>(string method, object? argument, CancellationToken cancellationToken = default)
    {
        (string id, Channel<JsonElement> answers) = Begin();
        await SendAsync(new { type = 1, invocationId = id, target = method, arguments = new[] { argument } }, cancellationToken);
        JsonElement completion = await answers.Reader.ReadAsync(cancellationToken);
        return completion.TryGetProperty("error", out JsonElement error)
            ? throw new HubCallException(error.GetString()!)
            : completion.GetProperty("result").Deserialize<T>(Json)!;
    }

    /// <summary>Calls a streaming hub method and returns its items.</summary>
    /// <exception cref="HubCallException">The hub ended the stream with an error.</exception>
    /// <exception cref="WebSocketException">The connection was lost.</exception>
    public async IAsyncEnumerable<JsonElement> StreamAsync(string method, object? argument, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        (string id, Channel<JsonElement> answers) = Begin();
        await SendAsync(new { type = 4, invocationId = id, target = method, arguments = new[] { argument } }, cancellationToken);
        bool ended = false;
        try
        {
            await foreach (JsonElement message in answers.Reader.ReadAllAsync(cancellationToken))
            {
                if (message.GetProperty("type").GetInt32() == 2)
                {
                    yield return message.GetProperty("item");
                    continue;
                }

                ended = true;
                if (message.TryGetProperty("error", out JsonElement error))
                {
                    throw new HubCallException(error.GetString()!);
                }

                yield break;
            }
        }
        finally
        {
            _pending.TryRemove(id, out _);
            if (!ended && _socket.State == WebSocketState.Open && !_stop.IsCancellationRequested)
            {
                await EndStreamAsync(id);
            }
        }
    }

    /// <summary>Calls a hub method with an argument and an upload stream, and returns when the hub has answered; it may answer before the stream ends.</summary>
    /// <exception cref="HubCallException">The hub answered with an error.</exception>
    /// <exception cref="WebSocketException">The connection was lost.</exception>
    public async Task UploadAsync<T>(string method, object? argument, IAsyncEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        (string id, Channel<JsonElement> answers) = Begin();
        string stream = $"upload-{id}";
        await SendAsync(new { type = 1, invocationId = id, target = method, arguments = new[] { argument }, streamIds = new[] { stream } }, cancellationToken);
        Task sending = SendItemsAsync(stream, items, cancellationToken);
        JsonElement completion = await answers.Reader.ReadAsync(cancellationToken);
        if (completion.TryGetProperty("error", out JsonElement error))
        {
            throw new HubCallException(error.GetString()!);
        }

        await sending;
    }

    private async Task SendItemsAsync<T>(string stream, IAsyncEnumerable<T> items, CancellationToken cancellationToken)
    {
        await foreach (T item in items.WithCancellation(cancellationToken))
        {
            await SendAsync(new { type = 2, invocationId = stream, item }, cancellationToken);
        }

        await SendAsync(new { type = 3, invocationId = stream }, cancellationToken);
    }

    /// <summary>Sends a text as one message of the hub's protocol, as it is, and returns the answer to the invocation <paramref name="id"/> that it holds.</summary>
    /// <param name="id">Not a number, so that it is no id of this client's own.</param>
    /// <param name="json">The message, without the separator.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JsonElement> InvokeRawAsync(string id, string json, CancellationToken cancellationToken = default)
    {
        Channel<JsonElement> answers = Begin(id);
        await SendAsync([.. System.Text.Encoding.UTF8.GetBytes(json), RecordSeparator], cancellationToken);
        return await answers.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>How long nothing has come from the server, which says something every 15 s: a browser gives up after 30 s.</summary>
    public TimeSpan Silence => TimeProvider.System.GetElapsedTime(Volatile.Read(ref _heard));

    /// <summary>The login's end, or the server's, closes the connection.</summary>
    public Task Closed => _receiving;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Abort();
        await _receiving;
        _socket.Dispose();
        _sending.Dispose();
        _stop.Dispose();
    }

    private (string Id, Channel<JsonElement> Answers) Begin()
    {
        string id = Interlocked.Increment(ref _lastId).ToString();
        return (id, Begin(id));
    }

    private Channel<JsonElement> Begin(string id)
    {
        Channel<JsonElement> answers = Channel.CreateUnbounded<JsonElement>();
        _pending[id] = answers;
        if (_receiving.IsCompleted && _socket.State != WebSocketState.Open)
        {
            answers.Writer.TryComplete(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));
        }

        return answers;
    }

    private async Task EndStreamAsync(string id)
    {
        try
        {
            await SendAsync(new { type = 5, invocationId = id }, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The connection has just ended, and the stream with it.
        }
    }

    private Task SendAsync(object message, CancellationToken cancellationToken) =>
        SendAsync([.. JsonSerializer.SerializeToUtf8Bytes(message, Json), RecordSeparator], cancellationToken);

    private async Task SendAsync(byte[] json, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(json, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        Exception reason = new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
        try
        {
            List<byte> rest = [];
            byte[] buffer = new byte[16 * 1024];
            while (true)
            {
                ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(buffer.AsMemory(), _stop.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                Volatile.Write(ref _heard, TimeProvider.System.GetTimestamp());
                foreach (byte value in buffer.AsSpan(0, received.Count))
                {
                    if (value == RecordSeparator)
                    {
                        Handle(rest.ToArray());
                        rest.Clear();
                    }
                    else
                    {
                        rest.Add(value);
                    }
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            reason = e is WebSocketException ? e : reason;
        }
        finally
        {
            foreach (Channel<JsonElement> answers in _pending.Values)
            {
                answers.Writer.TryComplete(reason);
            }
        }
    }

    private void Handle(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement message = document.RootElement;
        if (!message.TryGetProperty("type", out JsonElement type) || type.GetInt32() is not (2 or 3))
        {
            return;
        }

        string id = message.GetProperty("invocationId").GetString()!;
        if (_pending.TryGetValue(id, out Channel<JsonElement>? answers))
        {
            answers.Writer.TryWrite(message.Clone());
            if (type.GetInt32() == 3)
            {
                answers.Writer.TryComplete();
                _pending.TryRemove(id, out _);
            }
        }
    }
}

/// <summary>The hub answered a call with an error.</summary>
/// <param name="message">The hub's text.</param>
public sealed class HubCallException(string message) : Exception(message);
