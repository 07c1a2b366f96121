namespace Sapphire.Persistence.Postgres;

/// <summary>
/// Ids that a connection has seen to be the writer's own, with a number known to be stored. It holds as long as the generation of the
/// table <c>epochs</c> is the one it was seen in; the server compares.
/// </summary>
internal sealed class KnownOwners
{
    // Some megabytes. Beyond it everything is looked up once more.
    private const int MaxIds = 20_000;
    private readonly Dictionary<string, (long Epoch, long Highest)> _ids = new(StringComparer.Ordinal);

    /// <summary>In which the ids were seen; null while there are none.</summary>
    public long? Generation { get; private set; }

    /// <summary>Whether a write that follows <paramref name="before"/> needs no look.</summary>
    public bool Knows(string persistenceId, long epoch, long before) =>
        _ids.TryGetValue(persistenceId, out (long Epoch, long Highest) known) && known.Epoch == epoch && known.Highest == before;

    /// <summary>An append has passed in a generation.</summary>
    public void Seen(long generation, List<PostgresRequest> appended)
    {
        if (generation != Generation || _ids.Count > MaxIds)
        {
            Forget();
            Generation = generation;
        }

        foreach (PostgresRequest request in appended)
        {
            _ids[request.PersistenceId] = (request.Epoch, ((AppendRequest)request).Last);
        }
    }

    /// <summary>Epochs were raised by this connection, so that nothing else changed between the two generations.</summary>
    public void Raised(string[] ids, long before, long generation)
    {
        if (before != Generation)
        {
            Forget();
            return;
        }

        Generation = generation;
        foreach (string id in ids)
        {
            _ids.Remove(id);
        }
    }

    /// <summary>Everything must be looked up again.</summary>
    public void Forget()
    {
        _ids.Clear();
        Generation = null;
    }
}
