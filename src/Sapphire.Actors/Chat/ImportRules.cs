using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Images;
using Sapphire.Persistence.Blobs;

namespace Sapphire.Actors.Chat;

/// <summary>What one message may be that was made elsewhere: a file may say anything, and a message is there for ever. Pure.</summary>
public static class ImportRules
{
    /// <summary>The most characters of all parts of a message together: so many fit into one event, whichever they are.</summary>
    public const int MaxCharacters = 2_500_000;

    /// <summary>The most parts of a message.</summary>
    public const int MaxParts = 10_000;

    private const int MaxName = 1_000;
    private const int MaxDetail = 100_000;
    private const decimal MaxCost = 1_000_000_000;
    private const long MaxTokens = 1_000_000_000_000;
    private const int Together = 1_000_000;

    private static readonly string[] MediaTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>What is wrong with a message, as the rest of a sentence; null for nothing.</summary>
    public static string? Problem(ChatNode? node) =>
        node is null || node.Id == default ? "has no id"
        : node.Parts.IsDefault || node.Parts.Any(static part => part is null) ? "has no parts"
        : !Enum.IsDefined(node.Role) ? "is said by nobody that is known"
        : !Enum.IsDefined(node.Status) ? "has a status that is not known"
        : node.Parts.Length > MaxParts ? $"has {node.Parts.Length:N0} parts, and at most {MaxParts:N0} are taken"
        : node.Parts.Select(Problem).FirstOrDefault(static problem => problem is not null) is { } part ? part
        : LengthOf(node) > MaxCharacters ? $"has more than {MaxCharacters:N0} characters"
        : node.HeardLength < 0 || node.Error is { Title: null } or { Detail: null } ? "has an end that is not known"
        : new[] { node.Author, node.Source, node.Model, node.ProviderId, node.ModelId, node.Spice, node.Error?.Title }.Any(static name => name?.Length > MaxName)
            ? $"has a name of more than {MaxName:N0} characters"
        : node.Error?.Detail.Length > MaxDetail ? $"has an error of more than {MaxDetail:N0} characters"
        : node.Usage is { } usage && !IsPlausible(usage) ? "has a usage that cannot be"
        : null;

    /// <summary>What is wrong with a picture of a message, as the rest of a sentence; null for nothing. Whether its bytes are there is not looked at.</summary>
    public static string? ImageProblem(ImageContentPart? image) => image is null ? "is missing" : ImageProblem(image.Id, image.MediaType, image.Width, image.Height, image.Name);

    /// <summary>How many messages go into one event: two, unless they are long.</summary>
    internal static int CountOfNext(ImmutableArray<ChatNode> messages, int first)
    {
        int count = 1;
        for (long length = LengthOf(messages[first]); count < MessagesImported.MaxMessages && first + count < messages.Length; count++)
        {
            length += LengthOf(messages[first + count]);
            if (length > Together)
            {
                break;
            }
        }

        return count;
    }

    /// <summary>About how long a message is, in characters.</summary>
    internal static long LengthOf(ChatNode node) => node.Parts.Sum(static part => part switch
    {
        TextPart text => text.Text.Length,
        ReasoningPart reasoning => reasoning.Text.Length,
        ToolPart tool => (long)tool.CallId.Length + tool.Name.Length + tool.Arguments.Length + (tool.Result?.Length ?? 0) + (tool.Error?.Length ?? 0),
        _ => 0,
    });

    private static string? Problem(PartView part) => part switch
    {
        TextPart { Text: null } or ReasoningPart { Text: null } => "has a part without text",
        ToolPart { CallId: null } or ToolPart { Name: null } or ToolPart { Arguments: null } => "has a tool call without an id, a name or arguments",
        ImagePart image when ImageProblem(image.Id, image.MediaType, image.Width, image.Height, image.Name) is { } problem => $"has a picture that {problem}",
        _ => null,
    };

    private static string? ImageProblem(string? id, string? mediaType, int width, int height, string? name) =>
        !BlobId.IsValid(id) ? "has no id"
        : !MediaTypes.Contains(mediaType, StringComparer.Ordinal) ? "is of no kind that is known"
        : width is <= 0 or > ImageStore.MaxSide || height is <= 0 or > ImageStore.MaxSide ? "has no size that can be"
        : name?.Length > MaxName ? "has too long a name"
        : null;

    private static bool IsPlausible(UsageView usage) =>
        new[] { usage.InputTokens, usage.OutputTokens, usage.ReasoningTokens, usage.CachedTokens, usage.FirstTokenMs, usage.DurationMs, usage.SystemPromptTokens, usage.DroppedMessages, usage.HiddenImages }
            .All(static number => number is null or (>= 0 and <= MaxTokens))
        && usage.CostUsd is null or (>= 0 and <= MaxCost);
}
