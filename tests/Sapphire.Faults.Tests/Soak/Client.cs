using System.Net.WebSockets;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Web.Contracts;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Soak;

/// <summary>
/// One client under load: does one thing after the other in chats of its own until the connection breaks, and writes down what was
/// acknowledged. A command that the kill left without an answer is sent again after the restart, or never.
/// </summary>
internal sealed class Client(int number, Random random, Counts counts)
{
    private readonly List<ChatRecord> _chats = [];
    private Func<Person, Task>? _again;
    private int _said;

    public IReadOnlyList<ChatRecord> Chats => _chats;

    /// <summary>The chats of this run and those that the run before left open.</summary>
    public HashSet<ChatRecord> Touched { get; } = [];

    /// <summary>Works until the connection breaks.</summary>
    public async Task WorkAsync(Person person)
    {
        try
        {
            if (_again is { } again && random.Next(2) == 0)
            {
                counts.Again();
                await again(person);
            }

            _again = null;
            while (true)
            {
                await StepAsync(person);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException or InvalidOperationException { Message: "The WebSocket is not connected." } or System.Threading.Channels.ChannelClosedException { InnerException: WebSocketException })
        {
            // The kill.
        }
    }

    private async Task StepAsync(Person person)
    {
        List<ChatRecord> usable = [.. _chats.TakeLast(4).Where(c => c.Created == true)];
        if (usable.Count == 0 || random.Next(8) == 0)
        {
            ChatRecord made = new(ChatId.New(TimeProvider.System));
            _chats.Add(made);
            await SendAsync(person, made, "Create", id => new CreateChatRequest(id, made.Id, ChatRecord.TitleOfCreation), _ => { }, _ => made.Created = true);
            return;
        }

        ChatRecord chat = usable[random.Next(usable.Count)];
        switch (random.Next(12))
        {
            case 0:
                string title = $"Title {counts.NextNumber()}";
                await SendAsync(person, chat, "Rename", id => new RenameRequest(id, chat.Id, title), _ => chat.Titles.Add(title), _ => chat.Titles = [title], () => chat.Titles.Remove(title));
                break;
            case 1:
                bool delete = random.Next(3) == 0;
                await SendAsync(person, chat, delete ? "Delete" : "Restore", id => new ChatRequest(id, chat.Id), _ => chat.Deleted.Add(delete), _ => chat.Deleted = [delete]);
                break;
            case 2 when chat.Messages.LastOrDefault(m => m.Turn is not null) is { Turn: { } turn }:
                await SendAsync(person, chat, "Cancel", id => new TurnRequest(id, chat.Id, turn), _ => { }, _ => chat.Cancelled.Add(turn));
                break;
            case 3:
                await SayAsync(person, chat, random.Next(2) == 0 ? "set a timer for 3 seconds" : "set a timer for 90 minutes", timer: true);
                break;
            case 4:
                await WatchAsync(person, chat);
                break;
            default:
                await SayAsync(person, chat, $"message {number}.{++_said}{new string('!', random.Next(3))}", timer: false);
                break;
        }
    }

    private Task SayAsync(Person person, ChatRecord chat, string text, bool timer)
    {
        Said? said = null;
        return SendAsync(
            person,
            chat,
            "Send",
            id => new SendRequest(id, chat.Id, text),
            id =>
            {
                if (said is null)
                {
                    chat.Messages.Add(said = new(id, text, timer));
                }
            },
            reply =>
            {
                (said!.Message ?? reply.MessageId).ShouldBe(reply.MessageId, $"'{text}' has another id when it is sent again");
                (said.Message, said.Turn) = (reply.MessageId, reply.TurnId);
            },
            () => said!.Refused = true);
    }

    /// <summary>Sends a command: <paramref name="sent"/> before, <paramref name="done"/> when it is acknowledged.</summary>
    private async Task SendAsync(Person person, ChatRecord chat, string method, Func<CommandId, object> request, Action<CommandId> sent, Action<CommandReply> done, Action? refused = null)
    {
        CommandId id = Person.NewCommand();
        object same = request(id);
        _again = OnceAsync;
        await OnceAsync(person);
        _again = null;

        async Task OnceAsync(Person somebody)
        {
            sent(id);
            Touched.Add(chat);
            counts.Sent();
            CommandReply reply = await somebody.DoAsync(method, same);
            if (reply.Accepted)
            {
                counts.Acknowledged();
                done(reply);
                if (random.Next(20) == 0)
                {
                    // The same once more has the same answer.
                    (await somebody.DoAsync(method, same)).ShouldBe(reply, $"{method} sent twice");
                }
            }
            else
            {
                // Never created, or deleted; busy is for retries only.
                reply.Error!.Code.ShouldBeOneOf("unknown-chat", "deleted");
                refused?.Invoke();
                counts.Refused();
            }
        }
    }

    /// <summary>Looks for a while, and notes which replies are complete.</summary>
    private static async Task WatchAsync(Person person, ChatRecord chat)
    {
        foreach (MessageView reply in (await person.ReadAsync(chat.Id)).Messages.Where(m => m is { Role: MessageRole.Assistant, Status: MessageStatus.Completed }))
        {
            chat.Completed[reply.Id] = string.Concat(reply.Parts.OfType<TextPart>().Select(p => p.Text));
        }
    }
}
