using System.Collections.Immutable;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

/// <summary>The last 1,000 commands that took effect, with their answers, so that the same id sent again changes nothing.</summary>
public sealed record AcceptedCommands(ImmutableQueue<CommandId> Order, ImmutableDictionary<CommandId, AcceptedCommand> ById)
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 1000;

    /// <summary>None.</summary>
    public static AcceptedCommands None { get; } = new(ImmutableQueue<CommandId>.Empty, ImmutableDictionary<CommandId, AcceptedCommand>.Empty);

    /// <summary>With one more; the oldest is forgotten beyond <see cref="Capacity"/>.</summary>
    public AcceptedCommands Add(CommandId id, MessageId? messageId, TurnId? turnId)
    {
        if (ById.ContainsKey(id))
        {
            return this;
        }

        AcceptedCommands next = new(Order.Enqueue(id), ById.Add(id, new(id, messageId, turnId)));
        return next.ById.Count <= Capacity ? next : new(next.Order.Dequeue(out CommandId oldest), next.ById.Remove(oldest));
    }
}

/// <summary>A command that took effect, and its answer.</summary>
public sealed record AcceptedCommand(CommandId Id, MessageId? MessageId, TurnId? TurnId);
