using System.Globalization;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Web.Contracts;

namespace Sapphire.Faults.Tests.Soak;

/// <summary>
/// A chat that lives through the same commands without a program, so that nothing can end it. Its ids are its own: a command names
/// a message by its place on the branch that is shown.
/// </summary>
internal sealed class TreeTwin(ChatId chat, Random random)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private ChatState _state = ChatState.None;
    private int _ids;

    public ChatId Chat => chat;

    public int Messages => _state.Nodes.Count;

    private DateTimeOffset Now => Start.AddSeconds(_ids);

    public void Create() => Do(new CreateChat(chat, new(NextId()), Now, null));

    /// <summary>Chooses a command: the hub's method, what is sent to the chat that a page shows, and what is done to the twin once it is accepted.</summary>
    public (string Method, Func<CommandId, ChatView, object> Request, Action Do) Next()
    {
        int length = _state.Branch.Length;
        int at = length == 0 ? -1 : random.Next(length);
        ChatNode? node = at < 0 ? null : _state.Branch[at];
        string words = string.Create(CultureInfo.InvariantCulture, $"What is {random.Next(100)} + {random.Next(100)}?");
        switch (random.Next(14))
        {
            case 0 or 1 when node is { Role: MessageRole.User }:
                return ("Send", (id, view) => new SendRequest(id, chat, words, null, view.Messages[at].Id), () => Do(Say(words) with { Replaces = node.Id }));
            case 2 or 3 when node is not null:
                return ("Answer", (id, view) => new MessageRequest(id, chat, view.Messages[at].Id), () => Do(new RetryTurn(chat, new(NextId()), Now, new(NextId()), new(NextId()), new(NextId())) { MessageId = node.Id }));
            case 4 when node is { Role: MessageRole.Assistant }:
                return ("EditReply", (id, view) => new EditReplyRequest(id, chat, view.Messages[at].Id, words), () => Do(new EditReply(chat, new(NextId()), Now, node.Id, new(NextId()), words)));
            case 5 when node is not null:
                return ("Remove", (id, view) => new RemoveRequest(id, chat, view.Messages[at].Id), () => Do(new RemoveMessages(chat, new(NextId()), Now, node.Id)));
            case 6 or 7 or 8 when Fork() is { } fork:
                return ("SelectBranch", (id, view) => new MessageRequest(id, chat, Beside(view.Messages[fork.At].Siblings!)), () => Do(new SelectBranch(chat, new(NextId()), Now, Beside(fork.Siblings))));
            case 9 or 10 when !_state.Undo.IsEmpty:
                return ("Undo", (id, _) => new ChatRequest(id, chat), () => Do(new UndoLast(chat, new(NextId()), Now)));
            case 11 when !_state.Redo.IsEmpty:
                return ("Redo", (id, _) => new ChatRequest(id, chat), () => Do(new RedoLast(chat, new(NextId()), Now)));
            case 12:
                ChatSettings settings = new() { Persona = words, Speed = 1.5 };
                return ("ChangeSettings", (id, _) => new ChangeSettingsRequest(id, chat, settings), () => Do(new ChangeChatSettings(chat, new(NextId()), Now, settings)));
            case 13:
                bool pinned = !_state.Pinned;
                return ("Pin", (id, _) => new FlagRequest(id, chat, pinned), () => Do(new PinChat(chat, new(NextId()), Now, pinned)));
            default:
                return ("Send", (id, _) => new SendRequest(id, chat, words), () => Do(Say(words)));
        }
    }

    /// <summary>What a reader sees, without ids and without what depends on when a turn was cut off.</summary>
    public string Shape() => Shape(_state.ToView(chat, node => node.ToView(0, 0)));

    /// <inheritdoc cref="Shape()" />
    public static string Shape(ChatView view) => string.Join(
        '\n',
        view.Messages
            .Select(message => $"{message.Role} {message.Siblings?.Index}/{message.Siblings?.Count} {(message.Role == MessageRole.User || message.Edited ? Support.Views.Text(message) : "…")} {message.Edited}")
            .Append($"undo {view.UndoLabel}, redo {view.RedoLabel}, {view.Settings.Persona} {view.Settings.Speed}, pinned {view.Pinned}, '{view.Title}'"));

    private (int At, SiblingsView Siblings)? Fork()
    {
        (int At, SiblingsView Siblings)[] forks = [.. _state.Branch.Select((node, i) => (i, _state.SiblingsOf(node))).Where(one => one.Item2 is not null).Select(one => (one.i, one.Item2!))];
        return forks.Length == 0 ? null : forks[random.Next(forks.Length)];
    }

    private static MessageId Beside(SiblingsView siblings) => siblings.PreviousId ?? siblings.NextId!.Value;

    private Say Say(string text) => new(chat, new(NextId()), Now, new(NextId()), new(NextId()), new(NextId()), text, null, "page");

    // Its turns end at once.
    private void Do(ChatCommand command)
    {
        ChatDecision decision = ChatDecider.Decide(_state, command, 1000);
        decision.Reply.Error.ShouldBeNull();
        foreach (ChatEvent happened in decision.Events)
        {
            _state = _state.Apply(happened);
        }

        while (_state.Open is { } open)
        {
            _state = _state.Apply(new ReplyCompleted(open, "twin", null, Now));
        }
    }

    private Guid NextId() => new($"00000000-0000-7000-8000-{++_ids:x12}");
}
