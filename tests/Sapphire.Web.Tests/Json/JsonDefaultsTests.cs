using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Web.Json;

namespace Sapphire.Web.Tests.Json;

public sealed class JsonDefaultsTests
{
    private static readonly MessageView Message = new(
        MessageId.New(TimeProvider.System), null, MessageRole.Assistant, [new TextPart("Grüße"), new ToolPart("1", "time", "{}", "12", null, 3)], MessageStatus.Streaming,
        null, null, TurnId.New(TimeProvider.System), 2, 5, null, "built-in", null, DateTimeOffset.UnixEpoch, null);

    [Fact]
    public void TheHubWritesTheTypeOfAStreamedUpdate()
    {
        JsonHubProtocolOptions options = new();
        JsonDefaults.Apply(options.PayloadSerializerOptions);
        JsonHubProtocol protocol = new(Options.Create(options));
        ArrayBufferWriter<byte> buffer = new();
        protocol.WriteMessage(new StreamItemMessage("1", new MessageChanged(Message)), buffer);
        using JsonDocument json = JsonDocument.Parse(buffer.WrittenMemory[..^1]);
        JsonElement item = json.RootElement.GetProperty("item");
        item.GetProperty("type").GetString().ShouldBe("message");
        JsonElement message = item.GetProperty("message");
        message.GetProperty("role").GetString().ShouldBe("assistant");
        message.GetProperty("parts")[1].GetProperty("type").GetString().ShouldBe("tool");
        Encoding.UTF8.GetString(buffer.WrittenSpan).ShouldContain("Grüße");
    }

    [Fact]
    public void EveryUpdateComesBackAsWhatItWas()
    {
        Update[] updates =
        [
            new ChatSnapshot(new(ChatId.New(TimeProvider.System), "Chat", [Message], false, new() { Persona = "Ada", SpiceSets = ["a"] }, Pinned: true, UndoLabel: "pin the chat")),
            new TextDelta(Message.Id, Message.TurnId!.Value, 1, 2, 0, true, "text"),
            new ChatUnlisted(ChatId.New(TimeProvider.System)),
            new ModelStatusChanged(new("LM Studio", "qwen3", false, "")),
        ];
        foreach (Update update in updates)
        {
            string json = JsonSerializer.Serialize(update, JsonDefaults.Options);
            JsonSerializer.Serialize(JsonSerializer.Deserialize<Update>(json, JsonDefaults.Options), JsonDefaults.Options).ShouldBe(json);
        }
    }
}
