using System.Collections.Immutable;
using System.Text;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

/// <summary>
/// The reply that is being written: what it has said beyond what is stored, and the numbering of its deltas.
/// Belongs to one session actor. Parts are counted exactly as <see cref="ChatNode.Append"/> makes them.
/// </summary>
internal sealed class LiveReply
{
    private readonly List<(bool Reasoning, StringBuilder Text)> _unstored = [];
    private readonly Queue<ReplyProgressed> _storing = [];
    private int _parts;
    private bool? _lastIsReasoning;

    /// <summary>Begins with a reply as it is stored.</summary>
    public LiveReply(TurnId turnId, ChatNode stored, long epoch, long sequence)
    {
        TurnId = turnId;
        MessageId = stored.Id;
        Epoch = epoch;
        Sequence = sequence;
        Recount(stored.Parts);
    }

    /// <summary>The turn.</summary>
    public TurnId TurnId { get; }

    /// <summary>The reply.</summary>
    public MessageId MessageId { get; }

    /// <summary>See <see cref="MessageView"/>.</summary>
    public long Epoch { get; }

    /// <summary>The number of the last delta.</summary>
    public long Sequence { get; private set; }

    /// <summary>True when something has been said that is not stored, nor given to the journal.</summary>
    public bool HasUnstored => _unstored.Count > 0;

    /// <summary>True while what was said is with the journal.</summary>
    public bool IsStoring => _storing.Count > 0;

    /// <summary>More was said: the delta for the readers.</summary>
    public TextDelta Say(string text, bool reasoning)
    {
        if (_unstored.Count == 0 || _unstored[^1].Reasoning != reasoning)
        {
            _unstored.Add((reasoning, new()));
        }

        _unstored[^1].Text.Append(text);
        if (_lastIsReasoning != reasoning)
        {
            _parts++;
            _lastIsReasoning = reasoning;
        }

        return new(MessageId, TurnId, Epoch, ++Sequence, _parts - 1, reasoning, text);
    }

    /// <summary>A tool call was stored, or its result: the change for the readers.</summary>
    public PartChanged? Changed(ChatNode stored, string callId)
    {
        Recount(stored.Parts);
        int index = ChatNode.IndexOf(stored.Parts, callId);
        return index < 0 ? null : new(MessageId, TurnId, Epoch, ++Sequence, index, stored.Parts[index]);
    }

    /// <summary>What is said and not stored, nor given to the journal, as events.</summary>
    public ImmutableArray<ReplyProgressed> Unstored(DateTimeOffset at) => [.. _unstored.Select(chunk => new ReplyProgressed(TurnId, chunk.Text.ToString(), chunk.Reasoning, at))];

    /// <summary>What is unstored, as events for the journal; more may be said before they are stored.</summary>
    public ImmutableArray<ReplyProgressed> TakeUnstored(DateTimeOffset at)
    {
        ImmutableArray<ReplyProgressed> taken = Unstored(at);
        foreach (ReplyProgressed chunk in taken)
        {
            _storing.Enqueue(chunk);
        }

        _unstored.Clear();
        return taken;
    }

    /// <summary>The oldest that was taken is stored now; where nothing was, all that is unstored.</summary>
    public void Stored()
    {
        if (!_storing.TryDequeue(out _))
        {
            _unstored.Clear();
        }
    }

    /// <summary>The reply with all that it has said.</summary>
    public MessageView View(ChatNode stored)
    {
        ImmutableArray<PartView> parts = _storing.Aggregate(stored.Parts, static (parts, chunk) => ChatNode.Append(parts, chunk.Text, chunk.Reasoning));
        return (stored with { Parts = _unstored.Aggregate(parts, static (parts, chunk) => ChatNode.Append(parts, chunk.Text.ToString(), chunk.Reasoning)) }).ToView(Epoch, Sequence);
    }

    private void Recount(ImmutableArray<PartView> parts)
    {
        _parts = parts.Length;
        _lastIsReasoning = parts.IsEmpty ? null : parts[^1] switch { ReasoningPart => true, TextPart => false, _ => null };
    }
}
