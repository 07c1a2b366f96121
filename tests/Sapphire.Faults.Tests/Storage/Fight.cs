using System.Collections.Concurrent;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Storage;

/// <summary>What people said, and what was acknowledged.</summary>
internal sealed class Fight
{
    private readonly ConcurrentDictionary<CommandId, (ChatId Chat, string Text, MessageId? Message)> _said = [];
    private int _refused;

    public IReadOnlyList<ChatId> Chats => [.. _said.Values.Select(said => said.Chat).Distinct()];

    public int Refused => _refused;

    /// <summary>Says one thing after the other, in any of the chats, to one program or the other, until the end; each until it is accepted.</summary>
    public async Task TalkAsync(Person here, Person there, ChatId[] chats, int number, Random random, CancellationToken end)
    {
        for (int i = 1; !end.IsCancellationRequested; i++)
        {
            ChatId chat = chats[random.Next(chats.Length)];
            CommandId id = Person.NewCommand();
            string text = $"message {number}.{i}";
            _said[id] = (chat, text, null);
            long start = TimeProvider.System.GetTimestamp();
            while (true)
            {
                CommandReply reply = await (random.Next(2) == 0 ? here : there).TrySayAsync(chat, text, id);
                if (reply.Accepted)
                {
                    _said[id] = (chat, text, reply.MessageId);
                    break;
                }

                Interlocked.Increment(ref _refused);
                reply.Error!.Retryable.ShouldBeTrue($"{text}: {reply.Error}");
                TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Polling.Patience, $"{text} is always refused: {reply.Error}");
            }
        }
    }

    /// <summary>Compares with a chat as it is stored.</summary>
    public void Check(ChatId chat, IReadOnlyList<MessageView> messages, string where)
    {
        messages.Select(m => m.Id).ShouldBeUnique($"{where}: {chat}");
        HashSet<MessageId> known = [];
        foreach (MessageView message in messages)
        {
            (message.ParentId is null || known.Contains(message.ParentId.Value)).ShouldBeTrue($"{where}: {chat} is no tree: the parent of {message.Id} is not there");
            known.Add(message.Id);
        }

        ILookup<CommandId?, MessageView> byCommand = messages.Where(m => m.Role == MessageRole.User).ToLookup(m => m.CommandId);
        foreach ((CommandId id, (ChatId its, string text, MessageId? acknowledged)) in _said.Where(said => said.Value.Chat == chat))
        {
            _ = its;
            MessageView[] found = [.. byCommand[id]];
            found.Length.ShouldBeLessThanOrEqualTo(1, $"{where}: '{text}' is there twice");
            if (acknowledged is { } message)
            {
                found.ShouldHaveSingleItem($"{where}: the acknowledged '{text}' is missing").Id.ShouldBe(message);
                found[0].Text().ShouldBe(text);
            }
        }

        byCommand.Count.ShouldBeLessThanOrEqualTo(_said.Count);
    }

    public override string ToString() => $"{_said.Values.Count(said => said.Message is not null)} messages acknowledged, {_refused} refusals sent again";
}
