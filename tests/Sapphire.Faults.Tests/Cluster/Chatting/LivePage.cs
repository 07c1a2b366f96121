using System.Net.WebSockets;
using System.Text.Json;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Web.Json;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster.Chatting;

/// <summary>
/// A page with one chat open, as a browser has it: connects again by itself, reads the chat by <see cref="PageRules"/>, and looks at
/// every update. Whatever a reply shows, at any moment, is the beginning of what the model said to that message.
/// </summary>
internal sealed class LivePage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(30);
    private readonly ChatId _id;
    private readonly ChatCounts _counts;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Task _running;
    private SapphireServer _at;
    private CancellationTokenSource _here = new();
    private HubClient? _hub;
    private ChatView? _chat;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LivePage(ChatId id, SapphireServer at, ChatCounts counts)
    {
        _id = id;
        _at = at;
        _counts = counts;
        _running = RunAsync();
    }

    /// <summary>The chat as the page has it.</summary>
    public ChatView? Chat
    {
        get
        {
            lock (_lock) return _chat;
        }
    }

    /// <summary>The same browser goes to another web node.</summary>
    public void MoveTo(SapphireServer web)
    {
        CancellationTokenSource left;
        lock (_lock)
        {
            _at = web;
            left = _here;
            _here = new();
        }

        left.Cancel();
    }

    /// <summary>Sends a command; null when there is no connection, or no answer came. Sending the very same again is safe.</summary>
    public async Task<CommandReply?> DoAsync(string method, object request)
    {
        if (Volatile.Read(ref _hub) is not { } hub)
        {
            return null;
        }

        try
        {
            return (await hub.InvokeAsync<JsonElement>(method, request).WaitAsync(CallPatience)).Deserialize<CommandReply>(JsonDefaults.Options)!;
        }
        catch (Exception e) when (e is WebSocketException or TimeoutException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Waits until the page shows something.</summary>
    /// <exception cref="TimeoutException">It did not; the message holds what it shows.</exception>
    public async Task<ChatView> UntilAsync(Func<ChatView, bool> condition, string what)
    {
        using CancellationTokenSource deadline = new(Patience);
        while (true)
        {
            Task more;
            ChatView? chat;
            lock (_lock)
            {
                more = _more.Task;
                chat = _chat;
            }

            if (chat is not null && condition(chat)) return chat;
            try
            {
                await more.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"Not within {Patience.TotalSeconds:0} s at {_at.Address}, connected: {_hub is not null}: {what}. The page shows {JsonSerializer.Serialize(chat, JsonDefaults.Options)}", e);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private static async Task PauseAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(time);
        try
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The page is closed.
        }
    }

    private async Task RunAsync()
    {
        int failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            SapphireServer at;
            CancellationToken here;
            lock (_lock)
            {
                at = _at;
                here = _here.Token;
            }

            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, here);
            try
            {
                using CancellationTokenSource connecting = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
                connecting.CancelAfter(TimeSpan.FromSeconds(15));
                await using HubClient hub = await HubClient.ConnectAsync(at.Address, at.Cookies, connecting.Token);
                _counts.Connected();
                failures = 0;
                Volatile.Write(ref _hub, hub);
                Task reading = ReadAsync(hub, over.Token);
                await ListenAsync(hub, over.Token);
                Volatile.Write(ref _hub, null);
                await over.CancelAsync();
                await reading;
            }
            catch (Exception e) when (e is WebSocketException or HttpRequestException or OperationCanceledException or IOException)
            {
                // Not there, or moved away.
            }
            catch (Exception e)
            {
                _counts.Fail(e);
                return;
            }

            await PauseAsync(TimeSpan.FromMilliseconds(Math.Min(5000, 250 << Math.Min(5, failures++))), _stop.Token);
        }
    }

    // Until it closes, or says nothing for as long as a browser waits.
    private static async Task ListenAsync(HubClient hub, CancellationToken over)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(500));
        while (!over.IsCancellationRequested && !hub.Closed.IsCompleted && hub.Silence < TimeSpan.FromSeconds(30))
        {
            await ((Task)timer.WaitForNextTickAsync(over).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(HubClient hub, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            long begun = TimeProvider.System.GetTimestamp();
            try
            {
                await foreach (JsonElement item in hub.StreamAsync("Subscribe", _id, over))
                {
                    _counts.Updated();
                    begun = TimeProvider.System.GetTimestamp();
                    if (!Fits(item)) break;
                }
            }
            catch (HubCallException e)
            {
                if (!e.Message.Contains("unknown-chat", StringComparison.Ordinal)) _counts.Error($"stream: {e.Message}", begun);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException)
            {
                return;
            }
            catch (Exception e)
            {
                _counts.Fail(e);
                return;
            }

            if (!over.IsCancellationRequested) await PauseAsync(TimeSpan.FromMilliseconds(250), over);
        }
    }

    // What is wrong with what it shows is not to be mistaken for the end of the connection, which has exceptions of the same types.
    private bool Fits(JsonElement item)
    {
        try
        {
            return Show(item.Deserialize<Update>(JsonDefaults.Options)!);
        }
        catch (Exception e)
        {
            _counts.Fail(e);
            return false;
        }
    }

    private bool Show(Update update)
    {
        ChatView? before = Chat;
        if (PageRules.Apply(before, update) is not { } after)
        {
            _counts.AskedAgain();
            return false;
        }

        ChatLedger.CheckTexts(after, before);
        TaskCompletionSource more;
        lock (_lock)
        {
            _chat = after;
            more = _more;
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        more.SetResult();
        return true;
    }
}
