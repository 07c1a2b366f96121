using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Sapphire.Actors.Search;

/// <summary>
/// The newest messages that have all the terms, from PostgreSQL's index alone. An index of words knows no order: a word that is in
/// every message would have every message read and sorted, and whether walking back from the newest is better depends on how often a
/// word occurs, which the server knows only after an ANALYZE. So each message has, beside its words, one for its place in time, and
/// the search goes back in strides that grow: a frequent word fills the page in the first, a rare one has few messages in any.
/// </summary>
internal static class PostgresCandidates
{
    // Ids in one place, as a power of two: some thousand messages.
    private const int PlaceBits = 14;

    // How many places each stride takes; what is older than these is the last stride. Each is at most four times as long as all
    // before it, so that a word too rare to fill the page before has a few times the page in it.
    private static readonly int[] Strides = [1, 4, 16, 64];

    /// <summary>The word for the place of an id: no token has such a sign in it.</summary>
    public static string PlaceOf(long id) => Place(id >> PlaceBits);

    /// <summary>Their ids, the newest first.</summary>
    public static async Task<long[]> FindAsync(DbConnection connection, SearchQuery query, long maxId, int limit, CancellationToken cancellationToken)
    {
        // Without statistics the server may take reading the table for cheaper.
        long newest = await connection.ExecuteScalarAsync<long>(new(
            "SET LOCAL enable_seqscan = off; SELECT coalesce(max(id), -1) FROM messages WHERE id <= @maxId", new { maxId }, cancellationToken: cancellationToken));
        List<long> found = [];
        long place = newest >> PlaceBits;
        foreach (int stride in Strides)
        {
            if (found.Count >= limit || place < 0)
            {
                return [.. found];
            }

            IEnumerable<string> places = Enumerable.Range(0, (int)Math.Min(stride, place + 1)).Select(i => $"'{Place(place - i)}'");
            await AddAsync($"({string.Join(" | ", places)}) & ", newest);
            place -= stride;
        }

        if (found.Count < limit && place >= 0)
        {
            await AddAsync("", ((place + 1) << PlaceBits) - 1);
        }

        return [.. found];

        async Task AddAsync(string places, long upTo)
        {
            // Calculated with, an id lets no other index in.
            DynamicParameters parameters = new(new { match = places + query.ToTsQuery(), upTo, rest = limit - found.Count });
            string[] phrases = [.. query.Terms.Where(term => term.Tokens.Length > 1).Select(term => term.LikePattern)];
            for (int i = 0; i < phrases.Length; i++)
            {
                parameters.Add(string.Create(CultureInfo.InvariantCulture, $"p{i}"), phrases[i]);
            }

            string together = string.Concat(phrases.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $" AND (' ' || tokens || ' ') LIKE @p{i}")));
            found.AddRange(await connection.QueryAsync<long>(new(
                $"SELECT id FROM messages WHERE words @@ CAST(@match AS tsquery) AND id + 0 <= @upTo{together} ORDER BY id + 0 DESC LIMIT @rest",
                parameters,
                cancellationToken: cancellationToken)));
        }
    }

    private static string Place(long place) => string.Create(CultureInfo.InvariantCulture, $"#{place}");
}
