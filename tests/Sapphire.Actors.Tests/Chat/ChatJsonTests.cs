using System.Text.Json;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Tests.Chat;

public sealed class ChatJsonTests
{
    private static readonly TimeProvider Time = TimeProvider.System;

    public static TheoryData<ChatCommand> Commands()
    {
        ChatId chat = ChatId.New(Time);
        DateTimeOffset at = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        CommandId id = CommandId.New(Time);
        TurnId turn = TurnId.New(Time);
        return
        [
            new CreateChat(chat, id, at, "title"),
            new Say(chat, id, at, MessageId.New(Time), turn, MessageId.New(Time), "hello", "somebody", "page"),
            new CancelTurn(chat, id, at, turn),
            new RetryTurn(chat, id, at, turn, TurnId.New(Time), MessageId.New(Time)),
            new ContinueTurn(chat, id, at, turn, TurnId.New(Time)),
            new RenameChat(chat, id, at, "title"),
            new DeleteChat(chat, id, at),
            new RestoreChat(chat, id, at),
            new Say(chat, id, at, MessageId.New(Time), turn, MessageId.New(Time), "", "somebody", "page") { Images = [new("ab", "image/png", 3, 4, "one.png")] },
            new RetryTurn(chat, id, at, turn, TurnId.New(Time), MessageId.New(Time)) { MessageId = MessageId.New(Time) },
            new ChangeChatSettings(chat, id, at, new() { Persona = "Ada", Speed = 1.5, SpiceSets = ["one"], SpiceEnabled = false }, "apply the persona Ada"),
            new ChangeChatSettings(chat, id, at, new() { Voice = "flite/slt" }, null, new() { Voice = "flite/rms" }),
            new PinChat(chat, id, at, Pinned: true),
            new ArchiveChat(chat, id, at, Archived: false),
            new TitleChat(chat, id, at, "title"),
            new SelectBranch(chat, id, at, MessageId.New(Time)),
            new EditReply(chat, id, at, MessageId.New(Time), MessageId.New(Time), "text"),
            new RemoveMessages(chat, id, at, MessageId.New(Time)),
            new RemoveMessages(chat, id, at, null),
            new RemoveToolCall(chat, id, at, MessageId.New(Time), "c1"),
            new UndoLast(chat, id, at),
            new RedoLast(chat, id, at),
            new ImportMessages(chat, id, at, [new(MessageId.New(Time), null, MessageRole.User, [new TextPart("hi"), new ImagePart("ab", "image/png", 3, 4, null)], MessageStatus.Completed, at)], null),
        ];
    }

    [Theory]
    [MemberData(nameof(Commands), DisableDiscoveryEnumeration = true)]
    public void A_command_survives_its_json(ChatCommand command)
    {
        string json = JsonSerializer.Serialize(command, command.GetType(), ChatJsonContext.Default);

        object? back = JsonSerializer.Deserialize(json, command.GetType(), ChatJsonContext.Default);

        JsonSerializer.Serialize(back, command.GetType(), ChatJsonContext.Default).ShouldBe(json);
        back.ShouldBeOfType(command.GetType());
    }

    [Theory]
    [InlineData("\"not-a-uuid\"")]
    [InlineData("\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("17")]
    public void An_id_that_is_no_uuid_is_refused(string json) =>
        Should.Throw<Exception>(() => JsonSerializer.Deserialize<ChatId>(json)).ShouldBeAssignableTo<Exception>()!.GetType().Name.ShouldBeOneOf("JsonException", "InvalidOperationException");
}
