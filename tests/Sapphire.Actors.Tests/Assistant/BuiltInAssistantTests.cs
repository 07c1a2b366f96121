using Microsoft.Extensions.AI;
using Sapphire.Actors.Assistant;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Tests.Assistant;

public sealed class BuiltInAssistantTests
{
    [Theory]
    [InlineData("what time is it", "It is 3:42 PM.")]
    [InlineData("what time is it in utc", "In UTC it is 3:42 PM on Saturday.")]
    [InlineData("what's the date", "Today is Saturday, November 21, 2026.")]
    [InlineData("what day is christmas", "Christmas is Friday, December 25, 2026.")]
    [InlineData("how many days until christmas", "34 days until Friday, December 25, 2026.")]
    [InlineData("how many weeks until christmas", "4 weeks and 6 days until Friday, December 25, 2026.")]
    [InlineData("what year is it", "It is 2026.")]
    [InlineData("set a tea timer for 5 minutes", "Timer set: tea, 5 minutes.")]
    [InlineData("set an alarm for 7 pm", "Alarm set for 7:00 PM.")]
    [InlineData("remind me at 9 am to call the bank", "Alarm set for tomorrow at 9:00 AM: call the bank.")]
    [InlineData("list my timers", "No timer is running.")]
    [InlineData("cancel the timer", "No timer is running.")]
    [InlineData("remember that my locker code is 4312", "I'll remember: my locker code is 4312.")]
    [InlineData("what is my locker code", "I don't remember anything about locker code. You can tell me: \"remember that my locker code …\".")]
    [InlineData("what is 12 times 9", "12 × 9 = 108.")]
    [InlineData("what is 5 divided by 0", "Division by zero has no result.")]
    [InlineData("convert 5 miles to kilometers", "5 miles is 8.04672 kilometers.")]
    [InlineData("convert 10 km to miles", "10 kilometers is about 6.213712 miles.")]
    [InlineData("what is 212 f in c", "212 degrees Fahrenheit is 100 degrees Celsius.")]
    [InlineData("convert 5 miles to kilograms", "Miles measure a length and kilograms measure a mass, so one does not convert into the other.")]
    public async Task Results_are_told_in_words(string text, string expected)
    {
        AssistantSession.Turn turn = await new AssistantSession().Say(text);
        turn.Text.ShouldBe(expected);
        turn.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task Timer_runs_shortens_and_ends_by_word_of_mouth()
    {
        var session = new AssistantSession();
        (await session.Say("set a tea timer for 5 minutes")).Calls.Single().Name.ShouldBe("set_timer");
        session.Timers.Running.Single().Label.ShouldBe("tea");
        session.Time.Advance(TimeSpan.FromSeconds(50));
        (await session.Say("how long is left?")).Text.ShouldBe("4 minutes 10 seconds left on the tea timer (until 3:47 PM).");
        (await session.Say("make it ten minutes")).Calls.Count.ShouldBe(0, "the last turn did not set a timer");
        (await session.Say("set another timer for 9 minutes")).Text.ShouldBe("Timer set: 9 minutes.");
        (await session.Say("make that ten minutes")).Text.ShouldBe("Timer changed: 10 minutes.");
        session.Timers.Running.Select(t => t.DurationSeconds).ShouldBe([300, 600]);
        (await session.Say("cancel the timer")).Text.ShouldBe("Which one? 2 timers are running: tea (4 minutes 10 seconds left), 10 minutes timer (10 minutes left). Name one, or say all of them.");
        (await session.Say("the tea one")).Text.ShouldBe("Cancelled the tea timer.");
        (await session.Say("cancel all timers")).Text.ShouldBe("Cancelled the 10 minutes timer.");
        session.Timers.Running.ShouldBeEmpty();
    }

    [Fact]
    public async Task Memory_is_kept_recalled_and_forgotten_by_word_of_mouth()
    {
        var session = new AssistantSession();
        await session.Say("Remember that my locker code is 4312.");
        session.Memory.Entries.Single().Text.ShouldBe("my locker code is 4312");
        (await session.Say("what's my locker code?")).Text.ShouldBe("You told me: my locker code is 4312.");
        await session.Say("forget that");
        session.Memory.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_things_at_once_are_two_calls_in_one_answer()
    {
        var session = new AssistantSession();
        AssistantSession.Turn turn = await session.Say("Set a timer for 5 minutes and remember that the oven is on");
        turn.Text.ShouldBe("Timer set: 5 minutes. I'll remember: the oven is on.");
        ChatMessage calls = session.Messages.Single(m => m.Contents.OfType<FunctionCallContent>().Any());
        calls.Contents.OfType<FunctionCallContent>().Select(c => c.CallId).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Words_arrive_one_by_one()
    {
        AssistantSession.Turn turn = await new AssistantSession().Say("set a tea timer for 5 minutes");
        turn.TextUpdates.ShouldBe(5);
    }

    [Fact]
    public async Task Call_ids_never_repeat_in_a_chat()
    {
        var session = new AssistantSession();
        for (int i = 0; i < 5; i++)
        {
            await session.Say("what time is it");
        }

        string[] ids = [.. session.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.CallId)];
        ids.Length.ShouldBe(5);
        ids.ShouldBeUnique();
    }

    [Fact]
    public async Task Declining_says_why_and_what_to_do()
    {
        AssistantSession.Turn turn = await new AssistantSession().Say("write a poem about the sea");
        turn.Calls.ShouldBeEmpty();
        turn.Text.ShouldContain("no language model is connected");
        turn.Text.ShouldContain("Models dialog");
        turn.Text.ShouldContain("set timers");
    }

    [Theory]
    [InlineData("write me a poem about the sea", true)]
    [InlineData("hello", false)]
    public async Task A_refusal_is_marked_for_the_turn_loop(string text, bool declined)
    {
        ChatResponseUpdate first = await new BuiltInAssistant().GetStreamingResponseAsync([new(ChatRole.User, text)]).FirstAsync();
        (first.AdditionalProperties?.ContainsKey(TurnLoop.DeclinedProperty) ?? false).ShouldBe(declined);
    }

    [Fact]
    public async Task A_tool_that_is_not_offered_is_not_called()
    {
        var session = new AssistantSession(offered: t => t.Name != "set_timer");
        AssistantSession.Turn turn = await session.Say("set a timer for 5 minutes");
        turn.Calls.ShouldBeEmpty();
        turn.Text.ShouldBe("I would need the tool set_timer for that, and it is switched off for this chat.");
        session.Timers.Running.ShouldBeEmpty();
    }

    [Fact]
    public async Task Same_messages_give_the_same_answer()
    {
        ChatMessage[] messages = [new(ChatRole.User, "tell me a joke")];
        var assistant = new BuiltInAssistant();
        string first = (await assistant.GetResponseAsync(messages)).Text;
        first.ShouldNotBeEmpty();
        (await assistant.GetResponseAsync(messages)).Text.ShouldBe(first);
    }

    [Fact]
    public async Task Cancellation_stops_the_answer()
    {
        using var cancel = new CancellationTokenSource();
        var seen = new List<string>();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate update in new BuiltInAssistant().GetStreamingResponseAsync([new(ChatRole.User, "help")], null, cancel.Token))
            {
                seen.Add(update.Text);
                await cancel.CancelAsync();
            }
        });
        seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task No_user_message_is_answered_all_the_same() =>
        (await new BuiltInAssistant().GetResponseAsync([new(ChatRole.System, "You are Sapphire.")])).Text.ShouldContain("help");

    [Fact]
    public async Task Failed_results_are_told_however_the_turn_passes_them_on()
    {
        foreach (FunctionResultContent result in (FunctionResultContent[])
            [
                new("c1", "Error: No timer is running."),
                new("c1", "{\"error\":\"No timer is running.\"}"),
                new("c1", "No timer is running."),
                new("c1", null) { Exception = new Sapphire.Actors.Tools.ToolException("No timer is running.") },
            ])
        {
            ChatMessage[] messages =
            [
                new(ChatRole.User, "cancel the timer"),
                new(ChatRole.Assistant, [new FunctionCallContent("c1", "cancel_timer", new Dictionary<string, object?>())]),
                new(ChatRole.Tool, [result]),
            ];
            (await new BuiltInAssistant().GetResponseAsync(messages)).Text.ShouldBe("No timer is running.");
        }
    }
}
