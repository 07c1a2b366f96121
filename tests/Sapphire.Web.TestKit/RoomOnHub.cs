using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sapphire.Web.TestKit;

/// <summary>A room over the hub, as a tab of a browser uses it: reads what happens, talks, and reports what it plays.</summary>
public sealed class RoomOnHub : IAsyncDisposable
{
    /// <summary>Samples of one frame of a microphone: 20 ms at 16 kHz.</summary>
    public const int FrameSize = 320;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HubClient _hub;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(JsonElement Update, long At)> _updates = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly Task _reading;

    private RoomOnHub(HubClient hub, string id)
    {
        _hub = hub;
        Id = id;
        _reading = ReadAsync();
    }

    /// <summary>The room.</summary>
    public string Id { get; }

    /// <summary>False leaves speech unreported, as a page does whose sound is held back.</summary>
    public bool Plays { get; set; } = true;

    /// <summary>Everything that came, with the timestamps at which it came.</summary>
    public IReadOnlyCollection<(JsonElement Update, long At)> Updates => _updates;

    /// <summary>Opens a room.</summary>
    public static async Task<RoomOnHub> OpenAsync(HubClient hub, string? id = null)
    {
        RoomOnHub room = new(hub, id ?? Guid.CreateVersion7().ToString());
        await room.NextAsync("opened", 0);
        return room;
    }

    /// <summary>Talks into a microphone as fast as a person does.</summary>
    /// <param name="samples">Mono, 16 kHz.</param>
    /// <param name="mode"><c>pushToTalk</c> or <c>handsFree</c>.</param>
    /// <param name="chatId">The chat; null for a new one.</param>
    /// <param name="realTime">False sends as fast as the connection takes it.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The timestamp at which the last frame was sent.</returns>
    public async Task<long> TalkAsync(ReadOnlyMemory<short> samples, string mode = "pushToTalk", string? chatId = null, bool realTime = true, CancellationToken cancellationToken = default)
    {
        long[] last = new long[1];
        await _hub.UploadAsync(
            "Listen",
            new { roomId = Id, microphoneId = Guid.CreateVersion7().ToString(), mode, chatId },
            FramesAsync(samples, realTime, last, cancellationToken),
            cancellationToken);
        return last[0];
    }

    /// <summary>Waits for an update of a type that came after the first <paramref name="skip"/> updates.</summary>
    public async Task<(JsonElement Update, long At)> NextAsync(string type, int skip, Func<JsonElement, bool>? which = null)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(Patience);
        while (true)
        {
            foreach ((JsonElement update, long at) in _updates.Skip(skip))
            {
                if (update.GetProperty("type").GetString() == type && which?.Invoke(update) != false)
                {
                    return (update, at);
                }
            }

            if (_reading.IsCompleted)
            {
                await _reading;
            }

            try
            {
                await _news.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"No '{type}' came. What came: {string.Join(", ", _updates.Select(one => one.Update.GetProperty("type").GetString()))}", e);
            }
        }
    }

    /// <summary>The sound of a speech, as far as it came: 16 bits, at the rate of its <c>speech</c> update.</summary>
    public short[] SoundOf(string speechId) =>
        [.. _updates.Select(one => one.Update)
            .Where(update => update.GetProperty("type").GetString() == "frame" && update.GetProperty("speechId").GetString() == speechId)
            .SelectMany(update => MemoryMarshal.Cast<byte, short>(update.GetProperty("pcm").GetBytesFromBase64()).ToArray())];

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _reading;
        }
        catch (Exception e) when (e is OperationCanceledException or HubCallException or System.Net.WebSockets.WebSocketException or System.Threading.Channels.ChannelClosedException)
        {
            // The way in which a reader leaves.
        }

        _news.Dispose();
        _stop.Dispose();
    }

    private static async IAsyncEnumerable<object> FramesAsync(ReadOnlyMemory<short> samples, bool realTime, long[] last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(5));
        int count = (samples.Length + FrameSize - 1) / FrameSize;
        for (int i = 0; i < count; i++)
        {
            // A frame is there when its last sample was heard.
            while (realTime && Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(20 * (i + 1)))
            {
                await tick.WaitForNextTickAsync(cancellationToken);
            }

            ReadOnlyMemory<short> frame = samples[(i * FrameSize)..Math.Min((i + 1) * FrameSize, samples.Length)];
            last[0] = Stopwatch.GetTimestamp();
            yield return new { number = i, pcm = MemoryMarshal.AsBytes(frame.Span).ToArray(), last = i == count - 1 };
        }
    }

    private async Task ReadAsync()
    {
        Dictionary<string, long> played = [];
        await foreach (JsonElement update in _hub.StreamAsync("OpenRoom", Id, _stop.Token))
        {
            JsonElement kept = update.Clone();
            _updates.Enqueue((kept, Stopwatch.GetTimestamp()));
            _news.Release();
            if (kept.GetProperty("type").GetString() == "frame" && Plays)
            {
                // Played as soon as it is there: every quarter of a second of sound is reported.
                string speech = kept.GetProperty("speechId").GetString()!;
                long end = kept.GetProperty("sample").GetInt64() + (kept.GetProperty("pcm").GetBytesFromBase64().Length / 2);
                if (end - played.GetValueOrDefault(speech) >= 6_000)
                {
                    played[speech] = end;
                    await ReportAsync(speech, end, ended: false);
                }
            }
            else if (kept.GetProperty("type").GetString() == "speechComplete" && Plays)
            {
                await ReportAsync(kept.GetProperty("speechId").GetString()!, kept.GetProperty("samples").GetInt64(), ended: true);
            }
        }
    }

    private Task<JsonElement?> ReportAsync(string speechId, long samples, bool ended) =>
        _hub.InvokeAsync<JsonElement?>("ReportPlayback", new { roomId = Id, speechId, samples, ended }, _stop.Token);
}
