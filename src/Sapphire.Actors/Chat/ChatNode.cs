using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

/// <summary>One message in the tree of a chat.</summary>
public sealed record ChatNode(
    MessageId Id,
    MessageId? ParentId,
    MessageRole Role,
    ImmutableArray<PartView> Parts,
    MessageStatus Status,
    DateTimeOffset CreatedAt)
{
    /// <summary>The error of a failed reply.</summary>
    public MessageError? Error { get; init; }

    /// <summary>The command that brought a user message.</summary>
    public CommandId? CommandId { get; init; }

    /// <summary>The turn that writes, or last wrote, a reply.</summary>
    public TurnId? TurnId { get; init; }

    /// <summary>Where a user message came from.</summary>
    public string? Source { get; init; }

    /// <summary>Who said a user message, where known.</summary>
    public string? Author { get; init; }

    /// <summary>The room in which a user message was said.</summary>
    public RoomId? RoomId { get; init; }

    /// <summary>How much of a reply's <see cref="Text"/> was heard before its speech was stopped; null when all of it, or never spoken.</summary>
    public int? HeardLength { get; init; }

    /// <summary>The model that wrote a reply.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens used.</summary>
    public UsageView? Usage { get; init; }

    /// <summary>The provider of a reply, by its id.</summary>
    public string? ProviderId { get; init; }

    /// <summary>The model of a reply, by its id.</summary>
    public string? ModelId { get; init; }

    /// <summary>The spice that was in the prompt of a reply.</summary>
    public string? Spice { get; init; }

    /// <summary>True when a person has put another text in the place of a reply's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Edited { get; init; }

    /// <summary>True when the reply's last turn has stored a word or a tool call, so that it cannot be run again unseen.</summary>
    public bool Touched { get; init; }

    /// <summary>When a reply ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The message's text without reasoning and tools.</summary>
    public string Text => string.Concat(Parts.OfType<TextPart>().Select(part => part.Text));

    /// <summary>The message for readers.</summary>
    /// <param name="epoch">See <see cref="MessageView"/>.</param>
    /// <param name="sequence">See <see cref="MessageView"/>.</param>
    public MessageView ToView(long epoch, long sequence) =>
        new(Id, ParentId, Role, Parts, Status, Error, CommandId, TurnId, epoch, sequence, Source, Model, Usage, CreatedAt, CompletedAt, HeardLength)
        {
            ProviderId = ProviderId,
            ModelId = ModelId,
            Spice = Spice,
            Edited = Edited,
        };

    /// <summary>The parts with text appended: to the last part when it is of the same kind, else as a new part.</summary>
    public static ImmutableArray<PartView> Append(ImmutableArray<PartView> parts, string text, bool reasoning) =>
        (parts.IsEmpty ? null : parts[^1], reasoning) switch
        {
            (TextPart last, false) => parts.SetItem(parts.Length - 1, new TextPart(last.Text + text)),
            (ReasoningPart last, true) => parts.SetItem(parts.Length - 1, new ReasoningPart(last.Text + text)),
            (_, false) => parts.Add(new TextPart(text)),
            (_, true) => parts.Add(new ReasoningPart(text)),
        };

    /// <summary>The parts with a tool call set: replaced by its id, or appended.</summary>
    public static ImmutableArray<PartView> Set(ImmutableArray<PartView> parts, ToolPart tool)
    {
        int index = IndexOf(parts, tool.CallId);
        return index < 0 ? parts.Add(tool) : parts.SetItem(index, tool);
    }

    /// <summary>Where a tool call is among the parts; −1 when it is not.</summary>
    public static int IndexOf(ImmutableArray<PartView> parts, string callId)
    {
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i] is ToolPart tool && string.Equals(tool.CallId, callId, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
