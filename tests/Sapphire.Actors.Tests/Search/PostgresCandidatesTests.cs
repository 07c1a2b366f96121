using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Sapphire.Actors.Search;
using Sapphire.Persistence.Projections;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Actors.Tests.Search;

/// <summary>The newest messages with all the terms, over a table that has never been analyzed.</summary>
public sealed class PostgresCandidatesTests : IAsyncLifetime
{
    private NpgsqlConnection _connection = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        _connection = new(await server.NewDatabaseAsync() + ";Pooling=false");
        await _connection.OpenAsync(Cancelled);
        await ExecuteAsync($"{SearchSchema.For(SqlDialect.Postgres)}; ALTER TABLE messages SET (autovacuum_enabled = off)");
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    [Fact]
    public async Task The_newest_are_found_wherever_they_are()
    {
        Random random = new(17);
        string[] words = ["a", "ab", "abc", "abcd", "abcde", "b", "bc", "京", "🎉", "rare"];
        SortedDictionary<long, string> messages = [];
        for (int i = 0; i < 1500; i++)
        {
            // Most are new, some older than all the strides.
            long id = (long)(3_000_000 * Math.Pow(random.NextDouble(), 0.3));
            messages[id] = string.Join(' ', Enumerable.Range(0, random.Next(1, 8)).Select(_ => words[random.Next(random.Next(1, words.Length + 1))]));
        }

        await FillAsync(messages);
        for (int i = 0; i < 400; i++)
        {
            string text = string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Quoted(string.Join(' ', Enumerable.Range(0, random.Next(1, 3)).Select(_ => words[random.Next(words.Length)])))));
            SearchQuery query = SearchQuery.Parse(random.Next(2) == 0 ? text : text + " ");
            long maxId = random.Next(3) == 0 ? random.Next(3_000_000) : long.MaxValue;
            int limit = random.Next(1, 200);
            long[] expected = [.. messages.Where(message => message.Key <= maxId && HasAll(message.Value, query)).Select(message => message.Key).Reverse().Take(limit)];
            (await FindAsync(query, maxId, limit)).ShouldBe(expected, text);
        }

        string Quoted(string some) => random.Next(2) == 0 ? some : $"\"{some}\"";
    }

    [Theory]
    [InlineData("needle", 3)]
    [InlineData("needle everywhere", 3)]
    [InlineData("everywhere", 1000)]
    [InlineData("e", 1000)]
    [InlineData("tenth everywhere", 1000)]
    [InlineData("\"everywhere tenth\"", 1000)]
    [InlineData("\"tenth everywhere\" needle", 0)]
    [InlineData("tenth nothing", 0)]
    [InlineData("nothing", 0)]
    public async Task No_query_reads_the_table_even_without_statistics(string text, int expected)
    {
        await FillAsync(Enumerable.Range(1, 40_000).Select(i => KeyValuePair.Create(
            i * 4L, $"everywhere {(i % 10 == 0 ? "tenth " : "")}{(i % 13_000 == 0 ? "needle " : "")}{string.Create(CultureInfo.InvariantCulture, $"w{i} x{i % 97}")}")));
        await using NpgsqlTransaction transaction = await _connection.BeginTransactionAsync(Cancelled);
        (long scans, long rows) = await ReadsAsync();
        (await PostgresCandidates.FindAsync(_connection, SearchQuery.Parse(text), long.MaxValue, 1000, Cancelled)).Length.ShouldBe(expected);
        (long scansAfter, long rowsAfter) = await ReadsAsync();
        (scansAfter - scans).ShouldBe(0, "sequential scans");
        (rowsAfter - rows).ShouldBeLessThan(5000, "rows read of 40,000");
    }

    // Of this transaction, and perhaps of some before it.
    private async Task<(long Scans, long Rows)> ReadsAsync()
    {
        await using NpgsqlCommand counters = new("SELECT seq_scan, coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = 'messages'", _connection);
        await using NpgsqlDataReader reader = await counters.ExecuteReaderAsync(Cancelled);
        (await reader.ReadAsync(Cancelled)).ShouldBeTrue();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static bool HasAll(string tokens, SearchQuery query)
    {
        string[] all = tokens.Split(' ');
        return query.Terms.All(term => Enumerable.Range(0, all.Length).Any(i => term.IsAt(all, i)));
    }

    private async Task<long[]> FindAsync(SearchQuery query, long maxId, int limit)
    {
        await using NpgsqlTransaction transaction = await _connection.BeginTransactionAsync(Cancelled);
        return await PostgresCandidates.FindAsync(_connection, query, maxId, limit, Cancelled);
    }

    private async Task FillAsync(IEnumerable<KeyValuePair<long, string>> messages)
    {
        await ExecuteAsync("CREATE TABLE texts (id bigint, tokens text, words text)");
        await using (NpgsqlBinaryImporter rows = await _connection.BeginBinaryImportAsync("COPY texts FROM STDIN (FORMAT BINARY)", Cancelled))
        {
            foreach ((long id, string tokens) in messages)
            {
                await rows.StartRowAsync(Cancelled);
                await rows.WriteAsync(id, NpgsqlDbType.Bigint, Cancelled);
                await rows.WriteAsync(tokens, NpgsqlDbType.Text, Cancelled);
                await rows.WriteAsync(WordVector.Of(id, tokens), NpgsqlDbType.Text, Cancelled);
            }

            await rows.CompleteAsync(Cancelled);
        }

        await ExecuteAsync("INSERT INTO messages (id, message_id, chat, role, said_at, complete, content, tokens, words) SELECT id, id, 'c', 'user', 0, 1, tokens, tokens, CAST(words AS tsvector) FROM texts");
    }

    private async Task ExecuteAsync(string sql)
    {
#pragma warning disable CA2100 // Constants.
        await using NpgsqlCommand command = new(sql, _connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
