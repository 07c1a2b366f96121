using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Benchmarks.Chats;

/// <summary>
/// A home with many long chats, written in bulk through the journal, with its views made: what a person has after years. Of each chat
/// about a hundred events come after its snapshot, the mean of what chats have.
/// </summary>
internal static class ManyChats
{
    /// <summary>A word of every message.</summary>
    public const string Everywhere = "everywhere";

    /// <summary>A word of every tenth message.</summary>
    public const string Frequent = "kalo";

    private const int EventsAfterSnapshot = 100;
    private static readonly string[] Syllables = ["ka", "lo", "mi", "ten", "ra", "sol", "vi", "dun", "per", "gas", "to", "ne", "bri", "fel", "mor", "an"];

    /// <summary>Writes the home, which no program holds.</summary>
    /// <param name="home">Its folder.</param>
    /// <param name="chats">How many chats; the first is the one used last.</param>
    /// <param name="messages">Messages of each, half of them replies; even.</param>
    /// <returns>The chats, the one used last first.</returns>
    public static async Task<IReadOnlyList<ManyChat>> WriteAsync(string home, int chats, int messages)
    {
        HomeFolder folder = HomeFolder.Resolve(home);
        folder.Create();
        ConcurrentDictionary<int, ManyChat> written = new();
        await using SqliteJournal journal = SqliteJournal.Open(new(folder.JournalFile) { Synchronous = SqliteSynchronous.Normal });
        EventCatalog catalog = ChatEventCatalog.Create();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        ParallelOptions some = new() { MaxDegreeOfParallelism = 4 };
        await Parallel.ForAsync(0, chats, some, async (number, _) => written[number] = await WriteAsync(journal, catalog, number, messages, now - TimeSpan.FromHours(8 * number)));
        await using ReadModels views = new(new SqliteProjectionStore(folder.ReadModelsFolder), journal, catalog);
        foreach (Projection view in views.All)
        {
            await view.WaitForAsync(journal.LastOrdering);
        }

        return [.. Enumerable.Range(0, chats).Select(number => written[number])];
    }

    /// <summary>The word that only one message of one chat has.</summary>
    public static string RareWordOf(int chat) => string.Create(CultureInfo.InvariantCulture, $"needle{chat:0000}");

    private static async Task<ManyChat> WriteAsync(SqliteJournal journal, EventCatalog catalog, int number, int messages, DateTimeOffset end)
    {
        ChatHistory history = new(number, messages, end);
        ChatId chat = ChatId.New(TimeProvider.System);
        string id = $"chat-{chat}";
        long epoch = await journal.RaiseEpochAsync(id);
        ChatStateBuilder builder = new(ChatState.None);
        List<JournalEntry> entries = [];
        int snapshotAt = Math.Max(1, history.Count - EventsAfterSnapshot);
        SerializedEvent? snapshot = null;
        foreach (ChatEvent happened in history.Events())
        {
            SerializedEvent stored = catalog.Serialize(happened);
            entries.Add(new(entries.Count + 1, stored.Manifest, stored.Payload, happened.At));
            builder.Apply(happened);
            if (entries.Count == snapshotAt)
            {
                snapshot = catalog.Serialize(ChatStateSnapshot.From(builder.ToState()));
            }
        }

        await journal.WriteAsync(new(id, epoch, [.. entries]));
        await journal.SaveSnapshotAsync(new(id, snapshotAt, snapshot!.Manifest, snapshot.Payload, end), epoch);
        return new(chat, history.Title, history.LastMessage, history.LastWords);
    }

    // What is said in one chat; the same for the same number.
    private sealed class ChatHistory(int number, int messages, DateTimeOffset end)
    {
        private readonly Random _random = new(number);
        private int _message;

        public string Title => string.Create(CultureInfo.InvariantCulture, $"Chat {number} about {Syllables[number % Syllables.Length]}{Syllables[number / Syllables.Length % Syllables.Length]}");

        public string LastWords => string.Create(CultureInfo.InvariantCulture, $"These are the last words of chat number {number}.");

        public MessageId LastMessage { get; private set; }

        // The creation, and of each turn a sentence, its begin, the reply in one piece, and its end. Whole turns come before the snapshot.
        public int Count => 1 + (2 * messages);

        public IEnumerable<ChatEvent> Events()
        {
            DateTimeOffset at = end - TimeSpan.FromMinutes(2 * messages);
            yield return new ChatCreated(Id<CommandId>(id => new(id)), Title, at) { TitledByPerson = true };
            MessageId? parent = null;
            for (int turns = messages / 2; turns > 0; turns--)
            {
                TurnId turn = Id<TurnId>(id => new(id));
                MessageId reply = Id<MessageId>(id => new(id));
                at += TimeSpan.FromMinutes(4);
                yield return new UserSaid(Id<CommandId>(id => new(id)), Id<MessageId>(id => new(id)), parent, turn, reply, null, "page", [new TextContentPart(Words(12) + "?")], at);
                yield return new TurnStarted(turn, at);
                yield return new ReplyProgressed(turn, Reply(last: turns == 1), Reasoning: false, at + TimeSpan.FromSeconds(4));
                yield return new ReplyCompleted(turn, "model (Provider)", new(400, 90) { DurationMs = 4_000, FirstTokenMs = 300 }, at + TimeSpan.FromSeconds(5)) { ProviderId = "provider", ModelId = "model" };
                LastMessage = reply;
                parent = reply;
            }
        }

        // As models write: paragraphs with some emphasis, now and then a list, more seldom code.
        private string Reply(bool last)
        {
            StringBuilder text = new(Words(24));
            text.Append(". **").Append(Word()).Append("** ").Append(Words(16)).Append(".\n\n");
            if (_message % 6 == 0)
            {
                text.Append("- ").Append(Words(5)).Append("\n- ").Append(Words(6)).Append("\n- `").Append(Word()).Append("` ").Append(Words(4)).Append("\n\n");
            }

            if (_message % 20 == 0)
            {
                text.Append("```python\nfor ").Append(Word()).Append(" in range(10):\n    print(").Append(Word()).Append(")\n```\n\n");
            }

            return text.Append(Words(18)).Append('.').Append(last ? " " + LastWords : "").ToString();
        }

        private string Words(int count)
        {
            _message++;
            string rare = _message == messages ? RareWordOf(number) + " " : "";
            string frequent = _message % 10 == 0 ? Frequent + " " : "";
            return $"{Everywhere} {frequent}{rare}{string.Join(' ', Enumerable.Range(0, count).Select(_ => Word()))}";
        }

        private string Word() => string.Concat(Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Syllables[_random.Next(Syllables.Length)]));

        private static T Id<T>(Func<Guid, T> make) => make(Guid.CreateVersion7());
    }
}
