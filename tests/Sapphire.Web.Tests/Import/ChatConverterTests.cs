using System.Collections.Immutable;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Import;
using Sapphire.Actors.Import.Old;
using Sapphire.Persistence.Events;

namespace Sapphire.Web.Tests.Import;

/// <summary>An old chat, whatever is in it, becomes events that give its messages, and always the same ones.</summary>
public sealed class ChatConverterTests
{
    private static readonly string[] Roles = ["user", "assistant", "tool", "assistant", "user", "system"];
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Any_messages_give_a_chat_with_every_word_in_it_and_more_of_them_only_add()
    {
        EventCatalog catalog = ChatEventCatalog.Create();
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, byte Pick)[]>(), steps =>
        {
            OldChat chat = Chat([Message(0, 4, 0), .. steps.Select((step, i) => Message(step.Kind, step.Pick, i + 1))]);
            ConvertedChat converted = ChatConverter.Convert(chat);
            ChatState state = converted.Events.Aggregate(ChatState.None, static (state, happened) => state.Apply(happened));
            state.Open.ShouldBeNull();
            state.Waiting.ShouldBeEmpty();
            string all = string.Join('\n', state.Branch.Select(NewHome.Text));
            foreach (OldMessage message in chat.Messages.Where(message => message.Role is "user" or "assistant" or "tool" && message.Text.Length > 0))
            {
                all.ShouldContain(message.Text);
            }

            state.Branch.Count(node => node.Role == MessageRole.User).ShouldBeGreaterThanOrEqualTo(chat.Messages.Count(message => message.Role == "user"));
            foreach (ChatNode reply in state.Branch.Where(node => node.Role == MessageRole.Assistant))
            {
                reply.Status.ShouldBeOneOf(MessageStatus.Completed, MessageStatus.Cancelled);
                reply.Parts.OfType<ToolPart>().Select(tool => tool.CallId).ShouldBeUnique();
                reply.Parts.OfType<ToolPart>().ShouldAllBe(tool => tool.Result != null || tool.Error != null);
                reply.Parts.OfType<ToolPart>().ShouldAllBe(tool => JsonDocument.Parse(tool.Arguments, default).RootElement.ValueKind == JsonValueKind.Object);
            }

            // A later state of the same chat begins with the same events, as long as its last exchange was whole.
            string[] stored = [.. converted.Events.Select(happened => JsonSerializer.Serialize(System.Text.Encoding.UTF8.GetString(catalog.Serialize(happened).Payload)))];
            OldChat more = chat with { Messages = [.. chat.Messages, Message(0, 0, 1000), Message(1, 0, 1001)] };
            string[] grown = [.. ChatConverter.Convert(more).Events.Select(happened => JsonSerializer.Serialize(System.Text.Encoding.UTF8.GetString(catalog.Serialize(happened).Payload)))];
            grown.Take(stored.Length).ShouldBe(stored);
            converted.Events.Zip(converted.Events.Skip(1)).ShouldAllBe(pair => pair.First.At <= pair.Second.At);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(40));
    }

    [Theory]
    [InlineData("Just text.", "Just text.")]
    [InlineData("<think>a</think>b", "[a]|b")]
    [InlineData("b\n<think>a</think>\nc", "b|[a]|c")]
    [InlineData("<seed:think>a</seed:think>b<x>", "[a]|b<x>")]
    [InlineData("a</think>b", "[a]|b")]
    [InlineData("<think>never closed", "[never closed]")]
    [InlineData("The tag <think> opens a thought.", "The tag <think> opens a thought.")]
    [InlineData("```\n<think>\n</think>\n```", "```\n<think>\n</think>\n```")]
    [InlineData("<think></think>b", "b")]
    public void Thoughts_between_tags_are_parted_from_what_was_said(string text, string expected)
    {
        ConvertedChat converted = ChatConverter.Convert(Chat([new("user", "?", "", [], null, null, null, null, null, []), new("assistant", text, "", [], null, null, null, null, null, [])]));
        NewHome.Text(converted.Events.Aggregate(ChatState.None, static (state, happened) => state.Apply(happened)).Branch[1]).ShouldBe(expected);
    }

    [Fact]
    public void A_reply_without_a_question_and_calls_without_ids_are_kept()
    {
        ConvertedChat converted = ChatConverter.Convert(Chat(
        [
            new("assistant", "Hello.", "a thought", [new("", "look", "{}"), new("", "look", """{"a":1}""")], null, null, null, null, null, []),
            new("tool", "first", "", [], null, "look", null, null, null, []),
            new("tool", "second", "", [], "", "look", null, null, null, []),
            new("tool", "third", "", [], "call_9", "other", """{"b":2}""", null, null, []),
        ]));
        ChatState state = converted.Events.Aggregate(ChatState.None, static (state, happened) => state.Apply(happened));
        state.Branch.Length.ShouldBe(2);
        NewHome.Text(state.Branch[1]).ShouldBe("""[a thought]|Hello.|look({})=first|look({"a":1})=second|other({"b":2})=third""");
    }

    private static OldChat Chat(ImmutableArray<OldMessage> messages) => new("a_chat", "history/a_chat.json", JsonElement.Parse("{}"), messages, Start, []);

    private static OldMessage Message(int kind, int pick, int number)
    {
        string role = Roles[kind % Roles.Length];
        ImmutableArray<OldToolCall> calls = role == "assistant" && pick % 3 == 0
            ? [new($"call_{pick % 2}", "tool", "{}"), .. pick % 2 == 0 ? [new OldToolCall("", "other", "{}")] : Array.Empty<OldToolCall>()]
            : [];
        return new(
            role,
            role == "assistant" && pick % 5 == 1 ? "" : $"text{number}end",
            pick % 7 == 0 ? $"thought{number}" : "",
            calls,
            role == "tool" ? $"call_{pick % 3}" : null,
            role == "tool" && pick % 2 == 0 ? "tool" : null,
            null,
            pick % 4 == 0 ? null : Start.AddMinutes(number - (pick % 4)),
            null,
            []);
    }
}
