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

    /// <summary>These, the oldest first.</summary>
    public static AcceptedCommands Of(ImmutableArray<AcceptedCommand> commands)
    {
        Builder builder = new(None);
        foreach (AcceptedCommand command in commands)
        {
            builder.Add(command);
        }

        return builder.ToImmutable();
    }

    /// <summary>Adds many without a copy for each. Not thread-safe.</summary>
    internal sealed class Builder(AcceptedCommands start)
    {
        private readonly ImmutableDictionary<CommandId, AcceptedCommand>.Builder _byId = start.ById.ToBuilder();
        private ImmutableQueue<CommandId> _order = start.Order;

        /// <summary>One more, unless it is there; the oldest is forgotten beyond <see cref="Capacity"/>.</summary>
        public void Add(AcceptedCommand command)
        {
            if (!_byId.TryAdd(command.Id, command))
            {
                return;
            }

            _order = _order.Enqueue(command.Id);
            if (_byId.Count > Capacity)
            {
                _order = _order.Dequeue(out CommandId oldest);
                _byId.Remove(oldest);
            }
        }

        /// <summary>All that are kept. What is added later does not change it.</summary>
        public AcceptedCommands ToImmutable() => new(_order, _byId.ToImmutable());
    }
}

/// <summary>A command that took effect, and its answer.</summary>
public sealed record AcceptedCommand(CommandId Id, MessageId? MessageId, TurnId? TurnId);
