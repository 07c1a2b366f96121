using System.Data.Common;
using System.Globalization;
using Dapper;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Search;

/// <summary>
/// Finds what was said. The database gives the newest messages that have all the terms; among these the best come first, by how often
/// and how closely they have them. So a word that is everywhere costs no more than a rare one.
/// </summary>
public sealed class SearchView
{
    /// <summary>Hits that one page has at most.</summary>
    public const int MaxLimit = 100;

    // So many hits are ranked; whoever has more should search for more.
    private const int Window = 1000;
    private const int MaxTitles = 50;

    // What counts for the rank of a long message.
    private const int RankedCharacters = 4000;
    private readonly IJournal _journal;
    private readonly Projection _projection;

    /// <summary>Takes the view.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="startProjection">Starts a projection; whoever gives it also ends it.</param>
    public SearchView(IJournal journal, Func<ProjectionDefinition, Projection> startProjection)
    {
        _journal = journal;
        _projection = startProjection(SearchProjection.Definition);
    }

    /// <summary>Waits until an event can be found.</summary>
    /// <param name="ordering">The event's ordering; null for all that the journal holds now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It takes longer than some seconds.</exception>
    public Task WaitForAsync(long? ordering, CancellationToken cancellationToken) =>
        _projection.WaitForAsync(Math.Min(ordering ?? long.MaxValue, _journal.LastOrdering), ChatEventRows.Patience, cancellationToken);

    /// <summary>Finds chats and messages; nothing for a text without a letter, digit or symbol.</summary>
    /// <param name="text">What a person typed.</param>
    /// <param name="after"><see cref="SearchResults.Next"/> of the page before; null for the first page, and for what is no such thing.</param>
    /// <param name="limit">Hits at most.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="StorageException">The view cannot be read.</exception>
    public async Task<SearchResults> SearchAsync(string? text, string? after, int limit, CancellationToken cancellationToken)
    {
        SearchQuery query = SearchQuery.Parse(text);
        limit = Math.Clamp(limit, 1, MaxLimit);
        return query.Terms.IsEmpty ? new([], null) : await _projection.QueryAsync(connection => SearchAsync(connection, query, Cursor.Parse(after), limit, cancellationToken), cancellationToken);
    }

    private static async Task<SearchResults> SearchAsync(DbConnection connection, SearchQuery query, Cursor cursor, int limit, CancellationToken cancellationToken)
    {
        List<Found> found = [.. await TitlesAsync(connection, query, cancellationToken)];
        List<Candidate> candidates = await CandidatesAsync(connection, query, cursor.MaxId, cancellationToken);
        found.AddRange(candidates
            .Select(candidate => (candidate.Id, Rank: Rank(query, candidate.Tokens)))
            .OrderByDescending(candidate => candidate.Rank)
            .ThenByDescending(candidate => candidate.Id)
            .Select(candidate => new Found(candidate.Id, null)));
        List<Found> page = found.Skip(cursor.Skip).Take(limit).ToList();
        Dictionary<long, Message> messages = await MessagesAsync(connection, [.. page.Where(one => one.Title is null).Select(one => one.Id)], cancellationToken);
        List<SearchHit> hits = [];
        foreach (Found one in page)
        {
            if (one.Title is { } title)
            {
                hits.Add(new(ChatId.Parse(title.Id, null), title.Title, null, null, new(title.UsedAt, TimeSpan.Zero), SnippetBuilder.Build(title.Title, query)));
            }
            else if (messages.GetValueOrDefault(one.Id) is { } message)
            {
                hits.Add(new(
                    ChatId.Parse(message.Chat, null),
                    message.Title ?? ChatState.DefaultTitle,
                    MessageId.Parse(message.MessageId, null),
                    string.Equals(message.Role, "user", StringComparison.Ordinal) ? MessageRole.User : MessageRole.Assistant,
                    new(message.SaidAt, TimeSpan.Zero),
                    SnippetBuilder.Build(MarkdownMarks.Strip(message.Content), query)));
            }
        }

        // What is said meanwhile must not push hits from one page to the next.
        long newest = cursor.MaxId == long.MaxValue ? candidates.Select(candidate => candidate.Id).DefaultIfEmpty(0).Max() : cursor.MaxId;
        return new(hits, cursor.Skip + page.Count < found.Count ? new Cursor(cursor.Skip + page.Count, newest).ToString() : null);
    }

    private static async Task<IEnumerable<Found>> TitlesAsync(DbConnection connection, SearchQuery query, CancellationToken cancellationToken)
    {
        DynamicParameters parameters = new();
        for (int i = 0; i < query.Terms.Length; i++)
        {
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"p{i}"), query.Terms[i].LikePattern);
        }

        string conditions = string.Join(" AND ", query.Terms.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"(' ' || tokens || ' ') LIKE @p{i}")));
        IEnumerable<TitleRow> rows = await connection.QueryAsync<TitleRow>(new(
            $"SELECT id AS Id, title AS Title, used_at AS UsedAt FROM chats WHERE deleted = 0 AND title IS NOT NULL AND {conditions} ORDER BY used_at DESC, id DESC LIMIT {MaxTitles}",
            parameters,
            cancellationToken: cancellationToken));
        return rows.Select(row => new Found(0, row));
    }

    private static async Task<List<Candidate>> CandidatesAsync(DbConnection connection, SearchQuery query, long maxId, CancellationToken cancellationToken)
    {
        if (connection is not Microsoft.Data.Sqlite.SqliteConnection)
        {
            long[] ids = await PostgresCandidates.FindAsync(connection, query, maxId, Window, cancellationToken);
            return (await connection.QueryAsync<Candidate>(new(
                $"SELECT id AS Id, substr(tokens, 1, {RankedCharacters}) AS Tokens FROM messages WHERE id = ANY(@ids)", new { ids }, cancellationToken: cancellationToken))).AsList();
        }

        return (await connection.QueryAsync<Candidate>(new(
            $"""
            SELECT id AS Id, substr(tokens, 1, {RankedCharacters}) AS Tokens FROM messages
            WHERE id IN (SELECT rowid FROM messages_fts WHERE messages_fts MATCH @match AND rowid <= @maxId ORDER BY rowid DESC LIMIT {Window})
            """,
            new { match = query.ToFts5(), maxId },
            cancellationToken: cancellationToken))).AsList();
    }

    private static async Task<Dictionary<long, Message>> MessagesAsync(DbConnection connection, long[] ids, CancellationToken cancellationToken)
    {
        SqlDialect dialect = connection is Microsoft.Data.Sqlite.SqliteConnection ? SqlDialect.Sqlite : SqlDialect.Postgres;
        IEnumerable<Message> rows = await connection.QueryAsync<Message>(new(
            $"""
            SELECT messages.id AS Id, message_id AS MessageId, chat AS Chat, role AS Role, said_at AS SaidAt, content AS Content, title AS Title
            FROM messages LEFT JOIN chats ON chats.id = messages.chat WHERE {dialect.AnyOf("messages.id", "ids")}
            """,
            new { ids },
            cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.Id);
    }

    // As BM25 weighs it: the second occurrence says less than the first, and a short text more than a long one. Rounded, so that
    // among equals the newest comes first.
    private static double Rank(SearchQuery query, string tokens)
    {
        string[] words = tokens.Split(' ');
        double rank = 0;
        foreach (SearchTerm term in query.Terms)
        {
            double count = 0;
            for (int i = 0; i < words.Length; i++)
            {
                if (term.IsAt(words, i))
                {
                    // The word itself counts more than one that begins like it.
                    count += words[i + term.Tokens.Length - 1].Length == term.Tokens[^1].Length ? 1 : 0.7;
                }
            }

            rank += count * 2.2 / (count + (1.2 * (0.5 + (0.5 * words.Length / 100))));
        }

        return Math.Round(rank, 1);
    }

    private sealed record Found(long Id, TitleRow? Title);

    // Dapper fills these by column name.
    private sealed record TitleRow(string Id, string Title, long UsedAt);

    // By property: SQLite names no type for what is computed where there is no row, and a constructor would have to fit it.
    private sealed record Candidate
    {
        public long Id { get; init; }

        public string Tokens { get; init; } = "";
    }

    private sealed record Message(long Id, string MessageId, string Chat, string Role, long SaidAt, string Content, string? Title);

    /// <summary>Where a page begins: so many hits are passed, of those up to a message.</summary>
    private sealed record Cursor(int Skip, long MaxId)
    {
        public static Cursor Parse(string? text) =>
            text?.Split('.') is [var skip, var max]
                && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out int skipped)
                && long.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out long maxId)
                ? new(skipped, maxId)
                : new(0, long.MaxValue);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Skip}.{MaxId}");
    }
}
