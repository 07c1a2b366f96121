using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Context;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Tests.Context;

public sealed class ContextTrimmerTests
{
    [Fact]
    public void All_is_sent_where_it_fits()
    {
        TrimmedPrompt trimmed = ContextTrimmer.Trim(Draft(5), new(100_000, 1_000, null));
        trimmed.Messages.Length.ShouldBe(11);
        trimmed.Dropped.ShouldBe(0);
        trimmed.Fits.ShouldBeTrue();
    }

    [Fact]
    public void The_oldest_exchanges_are_left_out_and_the_system_prompt_and_the_newest_stay()
    {
        PromptDraft draft = Draft(10);
        TrimmedPrompt trimmed = ContextTrimmer.Trim(draft, new(200, 0, null));
        trimmed.Messages[0].Text.ShouldBe("You are.");
        trimmed.Messages[1].Role.ShouldBe(ChatRole.User);
        trimmed.Messages[^2].Text.ShouldStartWith("question 9");
        trimmed.Dropped.ShouldBeInRange(2, 18);
        trimmed.Tokens.ShouldBeLessThanOrEqualTo(200);
        (trimmed.Dropped + trimmed.Messages.Length - 1).ShouldBe(20);
    }

    [Fact]
    public void The_last_question_is_sent_also_when_it_alone_is_too_long()
    {
        PromptDraft draft = new("You are.", 0, [Exchange(0), new([new(ChatRole.User, string.Join(' ', Enumerable.Repeat("word", 5_000)))], 1)], []);
        TrimmedPrompt trimmed = ContextTrimmer.Trim(draft, new(1_000, 0, null));
        trimmed.Messages.Length.ShouldBe(2);
        trimmed.Messages[1].Text.Length.ShouldBe(24_999);
        trimmed.Fits.ShouldBeFalse();
        trimmed.Dropped.ShouldBe(2);
    }

    [Fact]
    public void A_long_result_of_this_turn_is_shortened_when_nothing_else_can_go()
    {
        string result = string.Join(' ', Enumerable.Repeat("word", 5_000));
        PromptDraft draft = new("You are.", 0, [Exchange(0), new([new(ChatRole.User, "look")], 1)],
        [
            new(ChatRole.Assistant, [new FunctionCallContent("c", "read")]),
            new(ChatRole.Tool, [new FunctionResultContent("c", result)]),
        ]);
        TrimmedPrompt trimmed = ContextTrimmer.Trim(draft, new(1_000, 0, null));
        string sent = (string)trimmed.Messages[^1].Contents.OfType<FunctionResultContent>().Single().Result!;
        sent.ShouldContain("are left out here");
        sent.ShouldStartWith("word word");
        sent.ShouldEndWith("word word");
        trimmed.Shortened.ShouldBeTrue();
        trimmed.Fits.ShouldBeTrue();
        draft.Turn[1].Contents.OfType<FunctionResultContent>().Single().Result.ShouldBe(result, "the draft is not changed");
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 2)]
    [InlineData(4, 3)]
    [InlineData(100, 10)]
    public void The_setting_of_the_history_counts_messages_in_pairs(int maxHistory, int exchanges)
    {
        TrimmedPrompt trimmed = ContextTrimmer.Trim(Draft(10), ContextBudget.Of(null, 0, maxHistory));
        trimmed.Messages.Count(static m => m.Role == ChatRole.User).ShouldBe(exchanges);
    }

    [Fact]
    public void A_long_chat_begins_with_the_same_message_for_several_turns()
    {
        int[] firsts = [.. Enumerable.Range(60, 12).Select(count => Draft(count).Exchanges.Length * 2 - (ContextTrimmer.Trim(Draft(count), new(600, 0, null)).Messages.Length - 1))];
        firsts.Distinct().Count().ShouldBeLessThanOrEqualTo(4);
        firsts.ShouldBe(firsts.Order());
    }

    [Fact]
    public void A_budget_leaves_room_for_the_reply()
    {
        ContextBudget.Of(8_000, 32_000, 0).ShouldBe(new ContextBudget(8_000, 2_000, null));
        ContextBudget.Of(null, 32_000, 30, maxReply: 500).ShouldBe(new ContextBudget(32_000, 500, 15));
        ContextBudget.Of(null, 0, 0).Tokens.ShouldBe(int.MaxValue);
    }

    [Fact]
    public void Trimming_never_orphans_a_tool_result_and_keeps_what_must_stay() => Prop.ForAll(Cases(), static one =>
    {
        (ImmutableArray<ChatNode> branch, int limit, int? most) = one;
        PromptDraft draft = new("You are.", 20, PromptBuilder.Exchanges(branch), []);
        TrimmedPrompt trimmed = ContextTrimmer.Trim(draft, new(limit, 0, most));
        ImmutableArray<ChatMessage> all = [new(ChatRole.System, "You are."), .. draft.Exchanges.SelectMany(static e => e.Messages)];
        CheckTools(trimmed.Messages);
        trimmed.Messages[0].Role.ShouldBe(ChatRole.System);
        string question = branch.Last(static n => n.Role == MessageRole.User).Text;
        trimmed.Messages.ShouldContain(m => m.Role == ChatRole.User && m.Text == question);
        // What is left is the end of what there was.
        trimmed.Messages.Skip(1).Select(static m => (m.Role, m.Contents.Count)).ShouldBe(all.Skip(all.Length - trimmed.Messages.Length + 1).Select(static m => (m.Role, m.Contents.Count)));
        // A reply that said nothing is a message of the chat, and none of a prompt.
        (trimmed.Dropped > 0 || trimmed.Messages.Length == all.Length).ShouldBeTrue();
        (trimmed.Tokens <= limit).ShouldBe(trimmed.Fits);
        if (!trimmed.Fits)
        {
            trimmed.Messages.Count(static m => m.Role == ChatRole.User && m.Text != PromptBuilder.GoOn).ShouldBe(1, "more than the last exchange is sent only where it fits");
        }
    }).QuickCheckThrowOnFailure();

    private static void CheckTools(ImmutableArray<ChatMessage> messages)
    {
        HashSet<string> ids = [];
        for (int i = 0; i < messages.Length; i++)
        {
            string[] calls = [.. messages[i].Contents.OfType<FunctionCallContent>().Select(static c => c.CallId)];
            string[] results = [.. messages[i].Contents.OfType<FunctionResultContent>().Select(static c => c.CallId)];
            calls.ShouldAllBe(id => ids.Add(id));
            if (calls.Length > 0)
            {
                messages[i + 1].Contents.OfType<FunctionResultContent>().Select(static c => c.CallId).ShouldBe(calls);
            }

            if (results.Length > 0)
            {
                messages[i - 1].Contents.OfType<FunctionCallContent>().Select(static c => c.CallId).ShouldBe(results);
            }
        }
    }

    private static Arbitrary<(ImmutableArray<ChatNode> Branch, int Limit, int? Most)> Cases()
    {
        Gen<PartView> part = Gen.OneOf(
            Gen.Choose(0, 200).Select(static n => (PartView)new TextPart(string.Join(' ', Enumerable.Repeat("word", n)))),
            Gen.Choose(0, 50).Select(static n => (PartView)new ReasoningPart(new string('x', n))),
            Gen.Choose(0, 2_000).Select(static n => (PartView)new ToolPart($"call {n % 3}", "find", "{\"n\":1}", n % 5 == 0 ? null : string.Join(' ', Enumerable.Repeat("found", n)), n % 7 == 0 ? "It broke." : null, 1)));
        Gen<(bool User, PartView[] Parts)> node =
            from user in Gen.Elements(true, false)
            from parts in Gen.ArrayOf(part)
            select (user, parts);
        Gen<(ImmutableArray<ChatNode>, int, int?)> all =
            from nodes in Gen.ArrayOf(node)
            from limit in Gen.Choose(1, 3_000)
            from most in Gen.Elements<int?>(null, 1, 2, 5)
            select (Branch(nodes), limit, most);
        return all.ToArbitrary();
    }

    private static ImmutableArray<ChatNode> Branch((bool User, PartView[] Parts)[] nodes)
    {
        ImmutableArray<ChatNode>.Builder branch = ImmutableArray.CreateBuilder<ChatNode>();
        foreach ((bool user, PartView[] parts) in nodes)
        {
            MessageId id = new(new Guid($"00000000-0000-7000-8000-{branch.Count + 1:x12}"));
            branch.Add(new(id, null, user ? MessageRole.User : MessageRole.Assistant, user ? [new TextPart($"said {branch.Count}")] : [.. parts], MessageStatus.Completed, default));
        }

        branch.Add(new(new(new Guid("00000000-0000-7000-8000-aaaaaaaaaaaa")), null, MessageRole.User, [new TextPart("the last question")], MessageStatus.Completed, default));
        return branch.ToImmutable();
    }

    private static PromptDraft Draft(int exchanges) => new("You are.", 0, [.. Enumerable.Range(0, exchanges).Select(Exchange)], []);

    private static PromptExchange Exchange(int n) => new([new(ChatRole.User, $"question {n}: what is it about?"), new(ChatRole.Assistant, $"answer {n}: it is about this and that.")], 2);
}
