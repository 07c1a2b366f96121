using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Tests.Chat;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Tests.Turns;

public sealed class PromptBuilderTests
{
    private readonly ChatBuilder _chat = new ChatBuilder().Created();

    [Fact]
    public void A_branch_becomes_system_user_and_assistant_messages()
    {
        _chat.Say("hello");
        _chat.Progress("thinking", reasoning: true).Progress("Hi!").Complete();
        _chat.Say("and?");

        IReadOnlyList<ChatMessage> messages = Build();

        messages.Select(m => (m.Role.Value, m.Text)).ShouldBe([("system", "You are."), ("user", "hello"), ("assistant", "Hi!"), ("user", "and?")]);
    }

    [Fact]
    public void Tool_calls_stand_before_their_results_and_the_words_after_them_behind()
    {
        _chat.Say("time?");
        _chat.Progress("Let me see. ");
        _chat.Happened(new ToolCalled(_chat.Open, "a", "get_time", "{\"place\":\"Rome\"}", _chat.Now));
        _chat.Happened(new ToolCalled(_chat.Open, "b", "get_date", "not json", _chat.Now));
        _chat.Happened(new ToolReturned(_chat.Open, "a", "12:00", null, 1, _chat.Now));
        _chat.Happened(new ToolReturned(_chat.Open, "b", null, "No such day.", 1, _chat.Now));
        _chat.Progress("Noon.").Complete();
        _chat.Say("thanks");

        IReadOnlyList<ChatMessage> messages = Build();

        messages.Select(m => m.Role.Value).ShouldBe(["system", "user", "assistant", "tool", "assistant", "user"]);
        messages[2].Contents.OfType<FunctionCallContent>().Select(call => call.CallId).ShouldBe(["a", "b"]);
        messages[2].Contents.OfType<FunctionCallContent>().First().Arguments!["place"]!.ToString().ShouldBe("Rome");
        messages[3].Contents.OfType<FunctionResultContent>().Select(result => result.Result).ShouldBe(["12:00", "Error: No such day."]);
        messages[4].Text.ShouldBe("Noon.");
    }

    [Fact]
    public void A_reply_that_is_continued_is_followed_by_the_request_to_go_on()
    {
        _chat.Say("count");
        var turn = _chat.Open;
        _chat.Progress("one two").Fail();
        _chat.Continue(turn);

        IReadOnlyList<ChatMessage> messages = Build();

        messages[^2].Text.ShouldBe("one two");
        messages[^1].Role.ShouldBe(ChatRole.User);
        messages[^1].Text.ShouldContain("Continue");
    }

    [Theory]
    [InlineData(4, "One. …")]
    [InlineData(6, "One. …")]
    [InlineData(7, "One. 😀 …")]
    [InlineData(0, null)]
    [InlineData(100, "One. 😀Two.")]
    public void Of_a_reply_whose_speech_was_stopped_the_model_sees_what_was_heard(int heard, string? expected)
    {
        _chat.Say("count");
        var turn = _chat.Open;
        _chat.Progress("One. 😀Two.");
        _chat.Heard(turn, heard).Accepted.ShouldBeTrue();
        _chat.Complete();
        _chat.Say("and?");

        Build().Select(m => m.Text).ShouldBe(expected is null ? ["You are.", "count", "and?"] : ["You are.", "count", expected, "and?"]);
    }

    [Fact]
    public void Retrying_does_not_show_the_model_its_old_reply()
    {
        _chat.Say("hello");
        var turn = _chat.Open;
        _chat.Progress("bad").Fail();
        _chat.Retry(turn);

        Build().Select(m => m.Text).ShouldBe(["You are.", "hello"]);
    }

    private IReadOnlyList<ChatMessage> Build() => PromptBuilder.Build("You are.", _chat.State.Branch);
}
