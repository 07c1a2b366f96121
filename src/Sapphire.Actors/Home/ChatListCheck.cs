using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Maintenance;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;
using Sapphire.Persistence.Tools;

namespace Sapphire.Actors.Home;

/// <summary>
/// Compares the list of chats with what the chats' events give. The list may move on while it is read: a line tells which event
/// changed it last, so each is compared at that event, and none may be older than the offset from before.
/// </summary>
/// <param name="store">Where the list is.</param>
public sealed class ChatListCheck(IProjectionStore store) : IReadModelCheck
{
    private readonly Dictionary<string, (ChatLine Line, long Ordering)> _expected = new(StringComparer.Ordinal);
    private Dictionary<string, (ChatLine Line, long Ordering)> _actual = new(StringComparer.Ordinal);
    private long _offset;
    private long _lastOrdering;
    private bool _present;

    /// <inheritdoc />
    public string Name => "the list of chats";

    /// <inheritdoc />
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        // Three times: while it is read, a rebuild may put another generation in its place.
        for (int attempt = 1; ; attempt++)
        {
            // Of another version, or not there yet: the program builds it when it starts.
            if ((await store.FindAsync(ChatListView.Name, cancellationToken)).LastOrDefault(one => one.Ready) is not { Version: ChatListView.Version } generation)
            {
                return;
            }

            try
            {
                ImmutableArray<(ChatLine Line, long Ordering)> lines = await store.QueryAsync(generation, connection => ChatListView.ReadAllAsync(connection, cancellationToken), cancellationToken);
                _actual = lines.ToDictionary(one => ChatIds.Of(one.Line.Id), StringComparer.Ordinal);
                _offset = generation.Offset;
                _present = true;
                return;
            }
            catch (ProjectionGoneException) when (attempt < 3)
            {
            }
        }
    }

    /// <inheritdoc />
    public void Observe(StoredEvent row, object? happened)
    {
        _lastOrdering = row.Ordering;
        if (!_present
            || happened is not ChatEvent of
            || !ChatIds.TryParse(row.PersistenceId, out ChatId chat)
            || row.Ordering > Math.Max(_offset, _actual.GetValueOrDefault(row.PersistenceId).Ordering))
        {
            return;
        }

        (ChatLine line, _) = _expected.TryGetValue(row.PersistenceId, out (ChatLine, long) known) ? known : (ChatLine.None(chat), 0);
        ChatLine after = line.Apply(of);
        if (after != line)
        {
            _expected[row.PersistenceId] = (after, row.Ordering);
        }
    }

    /// <inheritdoc />
    public Task<ImmutableArray<JournalProblem>> FinishAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<JournalProblem>.Builder problems = ImmutableArray.CreateBuilder<JournalProblem>();
        if (_offset > _lastOrdering)
        {
            problems.Add(Problem(null, $"The list of chats contains events up to {_offset}, but the journal ends at {_lastOrdering}: it belongs to another journal, or events are missing at the end."));
        }

        foreach ((string id, (ChatLine Line, long Ordering) expected) in _expected)
        {
            if (!_actual.TryGetValue(id, out (ChatLine Line, long Ordering) actual))
            {
                problems.Add(Problem(id, "The chat is missing in the list of chats."));
            }
            else if (actual != expected)
            {
                problems.Add(Problem(id, $"Its line in the list of chats differs from its events ({Difference(expected, actual)})."));
            }
        }

        problems.AddRange(_actual.Keys.Where(id => !_expected.ContainsKey(id)).Order(StringComparer.Ordinal).Select(id => Problem(id, "The list of chats has it, but the journal has no such chat.")));
        return Task.FromResult(problems.DrainToImmutable());
    }

    // The titles are private: what differs is named, not how.
    private static string Difference((ChatLine Line, long Ordering) expected, (ChatLine Line, long Ordering) actual)
    {
        (string Name, bool Same)[] members =
        [
            ("title", expected.Line.Title == actual.Line.Title),
            ("time", expected.Line.CreatedAt == actual.Line.CreatedAt && expected.Line.UpdatedAt == actual.Line.UpdatedAt),
            ("deleted", expected.Line.Deleted == actual.Line.Deleted),
            ("pinned", expected.Line.Pinned == actual.Line.Pinned),
            ("archived", expected.Line.Archived == actual.Line.Archived),
            ("open turns", expected.Line.OpenTurns == actual.Line.OpenTurns),
            ("last event", expected.Ordering == actual.Ordering),
        ];
        return string.Join(", ", members.Where(one => !one.Same).Select(one => one.Name));
    }

    private static JournalProblem Problem(string? id, string what) =>
        new(JournalProblemKind.ReadModel, id, null, what, "'sapphire journal rebuild' makes the read models anew.");
}
