using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Tests.Chat;

public sealed class ChatDeciderTests
{
    private readonly ChatBuilder _chat = new ChatBuilder().Created();

    [Fact]
    public void A_message_is_stored_and_its_turn_starts()
    {
        CommandReply reply = _chat.Say("hello");

        reply.Accepted.ShouldBeTrue();
        reply.MessageId.ShouldNotBeNull();
        _chat.State.Open.ShouldBe(reply.TurnId);
        _chat.State.Branch.Select(node => node.Role).ShouldBe([MessageRole.User, MessageRole.Assistant]);
    }

    [Fact]
    public void The_same_command_twice_takes_effect_once_and_is_answered_the_same()
    {
        Say say = _chat.NewSay("hello");
        CommandReply first = _chat.Do(say);
        int events = _chat.Events.Count;

        CommandReply second = _chat.Do(say with { Text = "another text", MessageId = new(_chat.NextId()) });

        second.ShouldBe(first);
        _chat.Events.Count.ShouldBe(events);
    }

    [Fact]
    public void A_correction_takes_the_place_of_its_message_and_stops_the_answer_to_the_old_one()
    {
        _chat.Say("hello");
        _chat.Progress("Hi!").Complete();
        MessageId wrong = _chat.Say("set a time for tree minutes").MessageId!.Value;
        TurnId turn = _chat.Open;
        TurnId waiting = _chat.Say("and then?").TurnId!.Value;

        Say correction = _chat.NewSay("set a timer for three minutes") with { Replaces = wrong, Unstored = [new(turn, "What", false, _chat.Now)] };
        CommandReply reply = _chat.Do(correction);

        _chat.State.Branch.Select(node => node.Text).ShouldBe(["hello", "Hi!", "set a timer for three minutes", ""]);
        _chat.State.Open.ShouldBe(reply.TurnId);
        _chat.State.Nodes[_chat.State.Replies[turn]].ShouldSatisfyAllConditions(
            old => old.Status.ShouldBe(MessageStatus.Cancelled),
            old => old.Text.ShouldBe("What"));
        _chat.State.Nodes[_chat.State.Replies[waiting]].Status.ShouldBe(MessageStatus.Cancelled);
    }

    [Fact]
    public void Only_a_message_of_a_person_can_be_corrected()
    {
        MessageId said = _chat.Say("hello").MessageId!.Value;
        _chat.Progress("Hi!").Complete();

        _chat.Correct(_chat.State.Leaf!.Value, "bye").Error!.Code.ShouldBe("unknown-message");
        _chat.Correct(new(_chat.NextId()), "bye").Error!.Code.ShouldBe("unknown-message");
        _chat.Correct(said, " ").Accepted.ShouldBeFalse();
        _chat.State.Branch.Select(node => node.Text).ShouldBe(["hello", "Hi!"]);
    }

    [Fact]
    public void A_reply_remembers_how_much_of_it_was_heard()
    {
        _chat.Say("count");
        TurnId turn = _chat.Open;
        _chat.Progress("One. Two. Three.").Complete();

        _chat.Heard(turn, 9).Accepted.ShouldBeTrue();
        _chat.State.Branch[^1].HeardLength.ShouldBe(9);
        int events = _chat.Events.Count;
        _chat.Heard(turn, 16).Accepted.ShouldBeTrue();
        _chat.Events.Count.ShouldBe(events, "what was heard to the end needs no mark");
        _chat.Heard(new(_chat.NextId()), 1).Error!.Code.ShouldBe("unknown-turn");
    }

    [Fact]
    public void A_second_message_waits_and_follows_the_reply_that_is_being_written()
    {
        _chat.Say("first");
        TurnId first = _chat.Open;
        CommandReply second = _chat.Say("second");

        _chat.State.Open.ShouldBe(first);
        _chat.State.Waiting.ShouldBe([second.TurnId!.Value]);
        _chat.State.Branch.Select(node => node.Text).ShouldBe(["first", "", "second", ""]);

        _chat.Progress("one").Complete();

        _chat.State.Open.ShouldBe(second.TurnId);
        _chat.State.Branch.Select(node => node.Text).ShouldBe(["first", "one", "second", ""]);
    }

    [Fact]
    public void Cancel_keeps_what_was_said_also_what_was_not_stored()
    {
        _chat.Say("count");
        TurnId turn = _chat.Open;
        _chat.Progress("one ");

        _chat.Do(new CancelTurn(_chat.ChatId, new(_chat.NextId()), _chat.Now, turn) { Unstored = [new(turn, "two", false, _chat.Now)] });

        ChatNode reply = _chat.State.Branch[^1];
        reply.Status.ShouldBe(MessageStatus.Cancelled);
        reply.Text.ShouldBe("one two");
        _chat.State.Open.ShouldBeNull();
    }

    [Fact]
    public void Cancelling_a_turn_that_waits_leaves_the_open_one()
    {
        _chat.Say("first");
        TurnId open = _chat.Open;
        TurnId waiting = _chat.Say("second").TurnId!.Value;

        _chat.Cancel(waiting).Accepted.ShouldBeTrue();

        _chat.State.Open.ShouldBe(open);
        _chat.State.Waiting.ShouldBeEmpty();
        _chat.State.Branch[^1].Status.ShouldBe(MessageStatus.Cancelled);
    }

    [Fact]
    public void Cancelling_a_turn_that_has_ended_is_no_error()
    {
        _chat.Say("hello");
        TurnId turn = _chat.Open;
        _chat.Progress("hi").Complete();

        _chat.Cancel(turn).Accepted.ShouldBeTrue();
        _chat.State.Branch[^1].Status.ShouldBe(MessageStatus.Completed);
    }

    [Fact]
    public void Retry_writes_a_new_reply_beside_the_old_one()
    {
        _chat.Say("hello");
        TurnId turn = _chat.Open;
        _chat.Fail();
        MessageId old = _chat.State.Leaf!.Value;

        _chat.Retry(turn).Accepted.ShouldBeTrue();

        _chat.State.Leaf.ShouldNotBe(old);
        _chat.State.Nodes[_chat.State.Leaf!.Value].ParentId.ShouldBe(_chat.State.Nodes[old].ParentId);
        _chat.State.Nodes[old].Status.ShouldBe(MessageStatus.Failed);
        _chat.State.Branch.Length.ShouldBe(2);
    }

    [Fact]
    public void Continue_goes_on_in_the_same_reply()
    {
        _chat.Say("count");
        TurnId turn = _chat.Open;
        _chat.Progress("one ").Fail();

        _chat.Continue(turn).Accepted.ShouldBeTrue();
        _chat.Progress("two").Complete();

        _chat.State.Branch[^1].Text.ShouldBe("one two");
        _chat.State.Branch[^1].Error.ShouldBeNull();
    }

    [Fact]
    public void A_reply_that_said_nothing_cannot_be_continued()
    {
        _chat.Say("count");
        TurnId turn = _chat.Open;
        _chat.Fail();

        _chat.Continue(turn).Error!.Code.ShouldBe("invalid");
    }

    [Fact]
    public void Retry_while_a_reply_is_being_written_is_refused()
    {
        _chat.Say("hello");

        _chat.Retry(_chat.Open).Error!.Code.ShouldBe("busy");
    }

    [Fact]
    public void Deleting_cancels_turns_and_restoring_brings_the_messages_back()
    {
        _chat.Say("hello");
        _chat.Say("again");
        _chat.Delete().Accepted.ShouldBeTrue();

        _chat.State.Deleted.ShouldBeTrue();
        _chat.State.Open.ShouldBeNull();
        _chat.State.Waiting.ShouldBeEmpty();
        _chat.Say("more").Error!.Code.ShouldBe("deleted");
        _chat.Delete().Accepted.ShouldBeTrue();

        _chat.Restore().Accepted.ShouldBeTrue();
        _chat.State.Deleted.ShouldBeFalse();
        _chat.State.Branch.Length.ShouldBe(4);
    }

    [Theory]
    [InlineData("", "invalid")]
    [InlineData("   \n\t ", "invalid")]
    [InlineData("\u0000\u0007", "invalid")]
    public void Text_that_cannot_be_said_is_refused_with_a_reason(string text, string code)
    {
        CommandError error = _chat.Say(text).Error.ShouldNotBeNull();
        error.Code.ShouldBe(code);
        error.Title.ShouldNotBeEmpty();
    }

    [Fact]
    public void Half_a_character_is_refused_with_its_place()
    {
        // Not as inline data: a test runner cannot pass on what is no Unicode.
        CommandError error = _chat.Say("half " + (char)0xd83d).Error.ShouldNotBeNull();
        error.Code.ShouldBe("invalid");
        error.Title.ShouldContain("position 6");
    }

    [Fact]
    public void Text_that_is_too_long_is_refused_with_both_lengths()
    {
        CommandError error = _chat.Say(new string('a', ChatBuilder.MaxText + 1)).Error.ShouldNotBeNull();
        error.Title.ShouldContain("1,001");
        error.Title.ShouldContain("1,000");
    }

    [Fact]
    public void Control_characters_are_taken_out_and_line_ends_unified()
    {
        _chat.Say("a\u0000b\r\nc\u0007\td\u001b[0m");

        _chat.State.Branch[0].Text.ShouldBe("ab\nc\td[0m");
    }

    [Fact]
    public void A_chat_that_does_not_exist_refuses_everything_but_its_creation()
    {
        ChatBuilder none = new();

        none.Say("hello").Error!.Code.ShouldBe("unknown-chat");
        none.Rename("x").Error!.Code.ShouldBe("unknown-chat");
        none.Delete().Error!.Code.ShouldBe("unknown-chat");
        none.Created().Do(new CreateChat(none.ChatId, new(none.NextId()), none.Now, null)).Error!.Code.ShouldBe("exists");
    }

    [Fact]
    public void An_unknown_turn_is_refused()
    {
        TurnId unknown = new(_chat.NextId());

        _chat.Cancel(unknown).Error!.Code.ShouldBe("unknown-turn");
        _chat.Retry(unknown).Error!.Code.ShouldBe("unknown-turn");
        _chat.Continue(unknown).Error!.Code.ShouldBe("unknown-turn");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_title_is_refused(string title) => _chat.Rename(title).Error!.Code.ShouldBe("invalid");

    [Fact]
    public void A_title_is_one_line_without_control_characters()
    {
        _chat.Rename(" two\nlines\u0000  here ").Accepted.ShouldBeTrue();

        _chat.State.Title.ShouldBe("two lines here");
    }

    [Theory]
    [InlineData("what time is it", "what time is it")]
    [InlineData("  first line\nsecond line", "first line")]
    [InlineData("a long first message that goes on and on beyond what fits into a list", "a long first message that goes on and on beyond what fits…")]
    public void The_first_message_names_the_chat(string text, string title)
    {
        _chat.Say(text);

        _chat.State.Title.ShouldBe(title);
    }

    [Fact]
    public void A_tool_call_without_a_result_is_marked_when_its_turn_ends()
    {
        _chat.Say("time?");
        _chat.Happened(new ToolCalled(_chat.Open, "c1", "get_time", "{}", _chat.Now));
        _chat.Happened(new TurnInterrupted(_chat.Open, _chat.Now));

        ChatNode reply = _chat.State.Branch[^1];
        reply.Status.ShouldBe(MessageStatus.Interrupted);
        reply.Error!.CanRetry.ShouldBeTrue();
        ((ToolPart)reply.Parts[0]).Error.ShouldNotBeNull();
    }
}
