using System.Collections.Immutable;
using Anthropic.Models.Messages;

namespace Sapphire.Actors.Models.Claude;

/// <summary>
/// Claude wants to see its thinking again, word for word and signed, together with the calls that it led to. The turn keeps reasoning apart
/// and never sends it back, so that it is remembered here, for as long as it is likely to be needed. Safe for several threads.
/// </summary>
internal sealed class ThinkingMemory
{
    private const int Most = 200;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ImmutableArray<ContentBlockParam>> _byCall = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Remembers what was thought before a call; nothing is remembered as such.</summary>
    public void Remember(string callId, ImmutableArray<ContentBlockParam> thinking)
    {
        lock (_gate)
        {
            if (_byCall.TryAdd(callId, thinking))
            {
                _order.Enqueue(callId);
                if (_order.Count > Most)
                {
                    _byCall.Remove(_order.Dequeue());
                }
            }
        }
    }

    /// <summary>What was thought before a call; null when the call is not known.</summary>
    public ImmutableArray<ContentBlockParam>? Find(string callId)
    {
        lock (_gate)
        {
            return _byCall.TryGetValue(callId, out ImmutableArray<ContentBlockParam> thinking) ? thinking : null;
        }
    }
}
