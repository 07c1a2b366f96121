using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Web.Contracts;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster.Chatting;

/// <summary>
/// Somebody who chats: says something, sends the very same again until it is accepted, mostly waits for the end of the reply, and now and
/// then goes to another web node. Some have a second page open at another web node, on which they only look. A chat that has become long
/// is looked through, and another one is begun.
/// </summary>
internal sealed class ChattingClient : IAsyncDisposable
{
    private const int LongChat = 25;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly int _number;
    private readonly Random _random;
    private readonly IReadOnlyList<SapphireServer> _webs;
    private readonly ChatCounts _counts;
    private readonly List<ChatView> _finished = [];
    private ChatLedger _ledger = new(ChatId.New(TimeProvider.System));
    private LivePage _page;
    private LivePage? _second;
    private int _web;

    public ChattingClient(int number, Random random, IReadOnlyList<SapphireServer> webs, ChatCounts counts)
    {
        _number = number;
        _random = random;
        _webs = webs;
        _counts = counts;
        _web = number % webs.Count;
        _page = new(_ledger.Id, webs[_web], counts);
        OpenSecond();
    }

    /// <summary>Chats until told to stop, and ends with a reply.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                if (_ledger.Messages.Count == LongChat) await BeginAnotherAsync();
                if (_ledger.Messages.Count == 0) await AcceptedAsync("Create", new CreateChatRequest(Person.NewCommand(), _ledger.Id, null), "the chat");
                ChatLedger.Said said = await SayAsync();
                if (_random.Next(5) > 0)
                {
                    await _page.UntilAsync(chat => chat.Replies().Any(r => r.TurnId == said.Turn && r.HasEnded()), $"the end of the reply to '{said.Text}', turn {said.Turn}");
                    _counts.Replied();
                }

                await PauseAsync(_random.Next(100, 2000));
                if (_random.Next(8) == 0) _page.MoveTo(_webs[_web = (_web + 1) % _webs.Count]);
            }
        }
        catch (Exception e)
        {
            _counts.Fail(new InvalidOperationException($"Client {_number}, chat {_ledger.Id}: {e.Message}", e));
        }
    }

    /// <summary>At the end: every chat, as anybody reads it, is what was acknowledged and what its pages saw.</summary>
    public async Task CheckAsync(IReadOnlyList<Person> readers)
    {
        await FinishAsync();
        for (int at = 0; at < _finished.Count; at++)
        {
            Same(await readers[at % readers.Count].ReadAsync(_finished[at].Id), _finished[at]);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        if (_second is not null) await _second.DisposeAsync();
    }

    private void OpenSecond()
    {
        if (_number % 4 == 0) _second = new(_ledger.Id, _webs[(_number + 1) % _webs.Count], _counts);
    }

    // What the pages show is what was acknowledged.
    private async Task FinishAsync()
    {
        bool HasEnded(ChatView chat) => chat.Replies().Count == _ledger.Messages.Count && chat.Replies().All(Views.HasEnded);
        ChatView mine = await _page.UntilAsync(HasEnded, "every reply has ended");
        _ledger.Check(mine);
        if (_second is not null) Same(await _second.UntilAsync(HasEnded, "every reply has ended on the second page"), mine);
        _finished.Add(mine);
    }

    private async Task BeginAnotherAsync()
    {
        await FinishAsync();
        await DisposeAsync();
        _ledger = new(ChatId.New(TimeProvider.System));
        _page = new(_ledger.Id, _webs[_web], _counts);
        OpenSecond();
    }

    private static void Same(ChatView one, ChatView other) =>
        one.Messages.Select(m => (m.Id, m.ParentId, m.Role, m.Status, m.Text())).ShouldBe(other.Messages.Select(m => (m.Id, m.ParentId, m.Role, m.Status, m.Text())), $"chat {one.Id}");

    private static async Task PauseAsync(int milliseconds)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(milliseconds));
        await timer.WaitForNextTickAsync();
    }

    private async Task<ChatLedger.Said> SayAsync()
    {
        ChatLedger.Said said = new(Person.NewCommand(), $"client {_number} message {_ledger.Messages.Count + 1}");
        _ledger.Messages.Add(said);
        SendRequest request = new(said.Command, _ledger.Id, said.Text);
        CommandReply reply = await AcceptedAsync("Send", request, said.Text);
        (said.Message, said.Turn) = (reply.MessageId, reply.TurnId);
        if (_random.Next(20) == 0)
        {
            // The same once more has the same answer.
            (await AcceptedAsync("Send", request, said.Text)).ShouldBe(reply, $"'{said.Text}' sent twice");
        }

        return said;
    }

    private async Task<CommandReply> AcceptedAsync(string method, object request, string what)
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            _counts.Sent();
            if (await _page.DoAsync(method, request) is { } reply)
            {
                if (reply.Accepted)
                {
                    _counts.Accepted();
                    return reply;
                }

                reply.Error!.Retryable.ShouldBeTrue($"{what}: {reply.Error}");
                _counts.Error($"{method}: {reply.Error.Code}: {reply.Error.Title}");
                await PauseAsync(300);
            }

            if (TimeProvider.System.GetElapsedTime(begun) > Patience) throw new TimeoutException($"'{what}' was not accepted within {Patience.TotalSeconds:0} s.");
        }
    }
}
