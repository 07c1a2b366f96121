using System.Collections.Immutable;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Postgres;

/// <summary>The arguments of the function <c>append</c>: columns of ids, of events, and of tags.</summary>
internal sealed class AppendBatch
{
    private readonly List<string> _ids = [];
    private readonly List<long> _epochs = [];
    private readonly List<long> _before = [];

    private AppendBatch(int events, int tags)
    {
        EventIds = new string[events];
        EventEpochs = new long[events];
        Numbers = new long[events];
        Created = new long[events];
        Manifests = new string[events];
        Messages = new byte[events][];
        Encodings = new int[events];
        Checksums = new long[events];
        Tags = new string[tags];
        Tagged = new int[tags];
    }

    /// <summary>Ids to look at.</summary>
    public IReadOnlyList<string> Ids => _ids;

    public IReadOnlyList<long> Epochs => _epochs;

    /// <summary>The numbers that their first events follow.</summary>
    public IReadOnlyList<long> Before => _before;

    /// <summary>Whether there are ids that are not looked at.</summary>
    public bool HasKnown { get; private set; }

    public string[] EventIds { get; }

    public long[] EventEpochs { get; }

    public long[] Numbers { get; }

    public long[] Created { get; }

    public string[] Manifests { get; }

    public byte[][] Messages { get; }

    public int[] Encodings { get; }

    public long[] Checksums { get; }

    public string[] Tags { get; }

    /// <summary>Of which event, from 1.</summary>
    public int[] Tagged { get; }

    /// <summary>The requests of one id follow each other.</summary>
    public static AppendBatch Of(List<PostgresRequest> requests, KnownOwners known)
    {
        int events = 0;
        int tags = 0;
        foreach (PostgresRequest request in requests)
        {
            events += request.Rows;
            foreach (JournalEntry entry in ((AppendRequest)request).Write.Events)
            {
                tags += TagsOf(entry).Length;
            }
        }

        AppendBatch batch = new(events, tags);
        batch.Fill(requests, known);
        return batch;
    }

    private void Fill(List<PostgresRequest> requests, KnownOwners known)
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        int e = 0;
        int t = 0;
        foreach (AppendRequest request in requests.Cast<AppendRequest>())
        {
            if (ids.Add(request.PersistenceId))
            {
                Look(request, known);
            }

            for (int n = 0; n < request.Payloads.Length; n++, e++)
            {
                JournalEntry entry = request.Write.Events[n];
                StoredPayload payload = request.Payloads[n];
                EventIds[e] = request.PersistenceId;
                EventEpochs[e] = request.Epoch;
                Numbers[e] = entry.SequenceNr;
                Created[e] = entry.Timestamp.ToUnixTimeMilliseconds();
                Manifests[e] = entry.Manifest;
                Messages[e] = payload.Bytes;
                Encodings[e] = payload.Encoding;
                Checksums[e] = payload.Checksum!.Value;
                foreach (string tag in TagsOf(entry))
                {
                    Tags[t] = tag;
                    Tagged[t++] = e + 1;
                }
            }
        }
    }

    private void Look(AppendRequest request, KnownOwners known)
    {
        if (known.Knows(request.PersistenceId, request.Epoch, request.First - 1))
        {
            HasKnown = true;
            return;
        }

        _ids.Add(request.PersistenceId);
        _epochs.Add(request.Epoch);
        _before.Add(request.First - 1);
    }

    // Once each: the table holds no tag of an event twice.
    private static ImmutableArray<string> TagsOf(JournalEntry entry) =>
        entry.Tags.IsDefaultOrEmpty ? [] : entry.Tags.Length == 1 ? entry.Tags : [.. entry.Tags.Distinct(StringComparer.Ordinal)];
}
