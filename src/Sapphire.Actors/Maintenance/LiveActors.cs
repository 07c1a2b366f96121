using Sapphire.Actors.Ids;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Maintenance;

/// <summary>Makes persistent actors that are at work read their events anew, after a tool has changed what is stored of them.</summary>
public static class LiveActors
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Restarts those of the ids that are at work: each recovers, and its readers get what is stored now.</summary>
    /// <param name="system">Where they run.</param>
    /// <param name="sessions">The region of chat sessions.</param>
    /// <param name="persistenceIds">The ids that were changed; null when any may have been.</param>
    public static async Task RestartAsync(ActorSystem system, IActorRef sessions, IReadOnlyCollection<string>? persistenceIds)
    {
        if (persistenceIds is null || persistenceIds.Contains(ScheduleStates.PersistenceId, StringComparer.Ordinal))
        {
            // Its supervisor starts it again.
            system.ActorSelection("/user/schedule/timers").Tell(Kill.Instance);
        }

        HashSet<string>? chats = persistenceIds is null ? null : new(StringComparer.Ordinal);
        foreach (string id in persistenceIds ?? [])
        {
            if (ChatIds.TryParse(id, out ChatId chat))
            {
                chats!.Add(chat.ToString());
            }
        }

        if (chats is { Count: 0 })
        {
            return;
        }

        Entities live = await sessions.Ask<Entities>(GetEntities.Instance, Patience);
        foreach (IActorRef session in live.Refs.Where(session => chats?.Contains(session.Path.Name) != false))
        {
            // The region restarts what fails, and a restart recovers.
            session.Tell(Kill.Instance);
        }
    }
}
