using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;

namespace Sapphire.Actors.Tests.Chat;

public sealed class ChatNodesJsonConverterTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2));
    private static readonly ChatNode Plain = new(new(Id(1)), new(Id(2)), MessageRole.Assistant, [new ReasoningPart("hm"), new TextPart("\"Nöon.\"\n😀")], MessageStatus.Completed, At)
    {
        CommandId = new(Id(3)),
        TurnId = new(Id(4)),
        Source = "page",
        Author = "somebody",
        RoomId = new(Id(5)),
        HeardLength = 3,
        Model = "qwen3",
        Usage = new(10, null) { CostUsd = 0.5m },
        ProviderId = "lm-studio",
        ModelId = "qwen3",
        Spice = "rain",
        Edited = true,
        Touched = true,
        CompletedAt = At.AddSeconds(1),
    };

    [Fact]
    public void Any_messages_are_read_as_the_generated_reader_reads_them()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Low, byte High, byte Kind, string? Text)[]>(), messages =>
        {
            ImmutableArray<ChatNode> nodes = [.. messages.Select((message, i) => Node(i + 1, message.Low | message.High << 8, message.Kind, message.Text ?? ""))];
            JsonArray json = new([.. nodes.Select(node => JsonSerializer.SerializeToNode(node, ChatJsonContext.Default.ChatNode))]);
            Same(Read(json.ToJsonString()), json);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(60));
    }

    [Fact]
    public void A_message_of_words_is_plain_with_every_member_that_it_may_have()
    {
        IsPlain(Json(Plain)).ShouldBeTrue();
        IsPlain(Json(new(new(Id(1)), null, MessageRole.User, [new TextPart("Hello")], MessageStatus.Completed, At))).ShouldBeTrue();
        IsPlain(Json(Plain with { Status = MessageStatus.Failed })).ShouldBeFalse();
        IsPlain(Json(Plain with { Error = new("It broke.", "Try again.", CanRetry: true, CanContinue: true) })).ShouldBeFalse();
        IsPlain(Json(Plain with { Parts = [new ToolPart("c", "get_time", "{}", "12:00", null, 3)] })).ShouldBeFalse();
    }

    [Fact]
    public void A_member_that_is_unknown_null_or_of_another_form_goes_the_generated_way()
    {
        foreach ((string name, JsonNode? value) in new (string, JsonNode?)[] { ("later", "x"), ("model", null), ("heardLength", "3"), ("usage", null), ("commandId", null) })
        {
            JsonObject json = Json(Plain);
            json[name] = value;
            IsPlain(json).ShouldBeFalse(name);
            ChatNode expected = json.Deserialize(ChatJsonContext.Default.ChatNode)!;
            Same(Read($"[{json.ToJsonString()}]"), new(JsonSerializer.SerializeToNode(expected, ChatJsonContext.Default.ChatNode)));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[{\"id\":\"00000000-0000-0000-0000-000000000000\"}]")]
    [InlineData("[{\"id\":1}]")]
    public void What_are_no_messages_is_refused(string nodes) => Should.Throw<JsonException>(() => Read(nodes));

    private static Guid Id(int number) => new($"01900000-0000-7000-8000-{number:x12}");

    // Each bit says whether a member is there.
    private static ChatNode Node(int number, int given, byte kind, string text)
    {
        ChatNode node = new(
            new(Id(number)),
            Has(0) ? new(Id(number - 1 + 1000)) : null,
            Has(1) ? MessageRole.User : MessageRole.Assistant,
            (kind % 5) switch
            {
                0 => [],
                1 => [new TextPart(text)],
                2 => [new ReasoningPart(text), new TextPart(text + "x")],
                3 => [new TextPart(text), new ToolPart("c", "tool", "{}", text, null, 3), new TextPart(text)],
                _ => [new TextPart(text), new TextPart(text), new ReasoningPart(text)],
            },
            Has(2) ? MessageStatus.Completed : (MessageStatus)(kind % 6),
            At.AddTicks(given));
        return node with
        {
            CommandId = Has(3) ? new(Id(number + 2000)) : null,
            TurnId = Has(4) ? new(Id(number + 3000)) : null,
            Source = Has(5) ? "page" : null,
            Author = Has(6) ? text : null,
            RoomId = Has(7) ? new(Id(number + 4000)) : null,
            HeardLength = Has(8) ? given & 0xff : null,
            Model = Has(9) ? "model " + text : null,
            Usage = Has(10) ? new(given, Has(11) ? null : 3) : null,
            Touched = Has(12),
            CompletedAt = Has(13) ? At.AddTicks(-given) : null,
            Error = Has(14) && Has(15) ? new("It broke.", text, Has(11), Has(12)) : null,
        };

        bool Has(int bit) => (given >> bit & 1) != 0;
    }

    private static JsonObject Json(ChatNode node) => JsonSerializer.SerializeToNode(node, ChatJsonContext.Default.ChatNode)!.AsObject();

    private static bool IsPlain(JsonObject json)
    {
        Utf8JsonReader reader = new(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
        reader.Read();
        return ChatNodesJsonConverter.TryReadPlain(ref reader, out _);
    }

    private static ImmutableArray<ChatNode> Read(string nodes) => JsonSerializer.Deserialize(
        $$"""{"exists":true,"deleted":false,"createdAt":"2026-01-02T03:04:05+00:00","nodes":{{nodes}},"replies":[],"waiting":[],"accepted":[]}""",
        ChatJsonContext.Default.ChatStateSnapshot)!.Nodes;

    private static void Same(ImmutableArray<ChatNode> nodes, JsonArray expected) =>
        new JsonArray([.. nodes.Select(node => JsonSerializer.SerializeToNode(node, ChatJsonContext.Default.ChatNode))]).ToJsonString().ShouldBe(expected.ToJsonString());
}
