using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;

namespace Sapphire.Actors.Tests.Search;

/// <summary>Writes the events of a chat into a journal, as its session would.</summary>
internal sealed class ChatWriter(IJournal journal, DateTimeOffset start)
{
    private static readonly EventCatalog Catalog = ChatEventCatalog.Create();
    private long _epoch;
    private long _number;

    public ChatId Chat { get; } = ChatId.New(TimeProvider.System);

    /// <summary>Each event is a second later than the one before it.</summary>
    public DateTimeOffset Now { get; private set; } = start;

    public Task<long> CreateAsync(string? title = null) => StoreAsync(new ChatCreated(NewCommand(), title, Now));

    /// <summary>Says something, and answers it whole unless told otherwise.</summary>
    public async Task<Said> SayAsync(string text, string? answer = "ok", string? model = "test", UsageView? usage = null)
    {
        Said said = new(MessageId.New(TimeProvider.System), TurnId.New(TimeProvider.System), MessageId.New(TimeProvider.System));
        await StoreAsync(new UserSaid(NewCommand(), said.Message, null, said.Turn, said.Reply, null, "page", [new TextContentPart(text)], Now));
        await StoreAsync(new TurnStarted(said.Turn, Now));
        if (answer is not null)
        {
            await AnswerAsync(said.Turn, answer);
            await CompleteAsync(said.Turn, model, usage);
        }

        return said;
    }

    public Task<long> AnswerAsync(TurnId turn, string text, bool reasoning = false) => StoreAsync(new ReplyProgressed(turn, text, reasoning, Now));

    public Task<long> CompleteAsync(TurnId turn, string? model = "test", UsageView? usage = null) => StoreAsync(new ReplyCompleted(turn, model, usage, Now));

    public Task<long> RenameAsync(string title) => StoreAsync(new ChatRenamed(NewCommand(), title, Now));

    public Task<long> DeleteAsync() => StoreAsync(new ChatDeleted(NewCommand(), Now));

    public Task<long> RestoreAsync() => StoreAsync(new ChatRestored(NewCommand(), Now));

    public async Task<long> StoreAsync(ChatEvent happened)
    {
        string id = $"chat-{Chat}";
        if (_epoch == 0)
        {
            _epoch = await journal.RaiseEpochAsync(id);
        }

        SerializedEvent stored = Catalog.Serialize(happened);
        Now += TimeSpan.FromSeconds(1);
        return await journal.WriteAsync(new(id, _epoch, [new(++_number, stored.Manifest, stored.Payload, happened.At)]));
    }

    public static CommandId NewCommand() => CommandId.New(TimeProvider.System);
}

/// <summary>What was said, and the reply to it.</summary>
#pragma warning disable MA0048 // What the writer gives.
internal sealed record Said(MessageId Message, TurnId Turn, MessageId Reply);
#pragma warning restore MA0048
