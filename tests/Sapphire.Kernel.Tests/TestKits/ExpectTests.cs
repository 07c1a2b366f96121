using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.TestKits;

/// <summary>Expectations pass and fail when they should, and a failure says what was expected and what came.</summary>
public sealed class ExpectTests : Sapphire.Kernel.TestKit.TestKit
{
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;

    private sealed record Word(string Text);

    private static string Fails(Action action) => Should.Throw<TestKitAssertionException>(action).Message;

    private void Say(params object[] messages)
    {
        foreach (object m in messages) TestActor.Tell(m);
    }

    [Fact]
    public void A_message_is_there_when_Tell_returns()
    {
        HasMessages.ShouldBeFalse();
        Say("a");
        HasMessages.ShouldBeTrue();
        ExpectMsg("a", AtOnce).ShouldBe("a");
        LastMessage.ShouldBe("a");
        LastSender.ShouldBe(TestActor);
    }

    [Fact]
    public void Every_form_of_ExpectMsg_passes()
    {
        Say(1, 2, 3, 4, 5, 6, new[] { 1, 2 });
        ExpectMsg<int>().ShouldBe(1);
        ExpectMsg(2);
        ExpectMsg<int>(i => i == 3);
        ExpectMsg<int>((int i) => i.ShouldBe(4));
        ExpectMsg<int>((i, sender) => i == 5 && sender.Equals(TestActor));
        ExpectMsg(16, (expected, actual) => expected % 10 == actual);
        ExpectMsg(new[] { 1, 2 });
    }

    [Fact]
    public async Task Every_form_of_ExpectMsgAsync_passes()
    {
        Say(1, 2, 3, 4, 5, 6, "t");
        (await ExpectMsgAsync<int>()).ShouldBe(1);
        await ExpectMsgAsync(2);
        await ExpectMsgAsync<int>(i => i == 3);
        await ExpectMsgAsync<int>((int i) => i.ShouldBe(4));
        await ExpectMsgAsync<int>((i, _) => i == 5);
        await ExpectMsgAsync(16, (expected, actual) => expected % 10 == actual);
        await ExpectMsgFromAsync<string>(TestActor);
        await ExpectNoMsgAsync(1);
    }

    [Fact]
    public void Nothing_fails_with_what_was_expected()
    {
        Fails(() => ExpectMsg<Word>(AtOnce, "the hint")).ShouldBe($"Expected a message of type {typeof(Word)} within 00:00:00, but nothing came. (the hint)");
        Fails(() => ExpectMsg(new Word("a"), AtOnce)).ShouldContain("Expected the message Word { Text = a } within");
        Fails(() => ReceiveN(2, AtOnce)).ShouldContain("Expected 2 messages");
        Fails(() => FishForMessage(_ => true, AtOnce)).ShouldContain("but 0 others came");
    }

    [Fact]
    public void Another_message_fails_with_what_came_and_from_whom()
    {
        foreach (Action<string> expect in (Action<string>[])
        [
            hint => ExpectMsg<int>(hint: hint), hint => ExpectMsg("b", hint: hint), hint => ExpectMsg<string>(s => s == "b", hint: hint),
            hint => ExpectMsg<string>((string s) => s.ShouldBe("b"), hint: hint), hint => ExpectMsg<string>((s, _) => s == "b", hint: hint),
            hint => ExpectMsg("b", (x, y) => x == y, hint: hint), hint => ExpectTerminated(TestActor, hint: hint),
        ])
        {
            Say("came");
            string message = Fails(() => expect("why"));
            message.ShouldContain($"but got came of type System.String from {TestActor.Path}");
            message.ShouldContain("(why)");
            HasMessages.ShouldBeFalse();
        }
    }

    [Fact]
    public void The_sender_counts_in_ExpectMsgFrom()
    {
        TestProbe other = CreateTestProbe("other");
        for (int i = 0; i < 6; i++) other.Send(TestActor, "x");
        ExpectMsgFrom<string>(other);
        ExpectMsgFrom(other, "x");
        ExpectMsgFrom<string>(other, s => s == "x");
        ExpectMsgFrom<string>(s => s.Equals(other.Ref), s => s == "x");
        ExpectMsgFrom<string>(other, (string s) => s.ShouldBe("x"));
        ExpectMsgFrom<string>((IActorRef s) => s.ShouldBe(other.Ref), (string s) => s.ShouldBe("x"));
        Say("mine");
        Fails(() => ExpectMsgFrom<string>(other)).ShouldBe($"Expected a message of type System.String from {other.Path}, but got mine of type System.String from {TestActor.Path}.");
        other.Send(TestActor, "y");
        Fails(() => ExpectMsgFrom(other, "x")).ShouldContain("Expected the message x from");
    }

    [Fact]
    public void Silence_is_broken_by_a_message()
    {
        ExpectNoMsg(1);
        ExpectNoMsg(AtOnce);
        Say("noise");
        Fails(() => ExpectNoMsg()).ShouldStartWith("Expected no message within 00:00:00.1000000, but got noise of type System.String");
    }

    [Fact]
    public void All_of_come_in_any_order_and_a_failure_names_the_missing_and_the_rest()
    {
        Say(3, 1, 2);
        ExpectMsgAllOf(1, 2, 3).ShouldBe([3, 1, 2]);
        Say(1, 7, 1);
        string message = Fails(() => ExpectMsgAllOf(TimeSpan.FromSeconds(5), 1, 2, 3));
        message.ShouldContain("missing: 2, 3");
        message.ShouldContain("unexpected: 7 of type System.Int32");
        Say(1);
        Fails(() => ExpectMsgAllOf(AtOnce, 1, 2)).ShouldContain("missing: 2; unexpected: none");
        Say("a", 4);
        ExpectMsgAllOfMatchingPredicates(PredicateInfo.Create<int>(i => i > 3), PredicateInfo.Create<string>(s => s == "a")).Count.ShouldBe(2);
        Say("b");
        Fails(() => ExpectMsgAllOfMatchingPredicates(AtOnce, PredicateInfo.Create<string>(s => s == "a"))).ShouldContain("System.String");
    }

    [Fact]
    public void Any_of_is_one_of_them()
    {
        Say(2, 5);
        ExpectMsgAnyOf(1, 2).ShouldBe(2);
        Fails(() => ExpectMsgAnyOf(1, 2)).ShouldContain("Expected any of [1, 2], but got 5");
    }

    [Fact]
    public void The_end_of_an_actor_is_told_to_who_watches_until_Unwatch()
    {
        IActorRef a = ActorOf(BlackHole()), b = ActorOf(BlackHole());
        Watch(a);
        Watch(b);
        Unwatch(b);
        Sys.Stop(b);
        Sys.Stop(a);
        ExpectTerminated(a).ActorRef.ShouldBe(a);
        ExpectNoMsg(1);
        Watch(b);
        Fails(() => ExpectTerminated(a)).ShouldContain($"Expected the end of {a.Path}, but got <Terminated>");
    }

    [Fact]
    public async Task Fishing_skips_others_and_lists_them_in_vain()
    {
        Say("a", 1, "b", 2);
        FishForMessage<int>(i => i == 2).ShouldBe(2);
        Say("a", "b", 3);
        var skipped = new System.Collections.ArrayList();
        (await FishForMessageAsync<int>(_ => true, skipped)).ShouldBe(3);
        skipped.ToArray().ShouldBe(["a", "b"]);
        Say("a", "b");
        Fails(() => FishForMessage<int>(_ => true, AtOnce, "fish")).ShouldContain("but 2 others came: a of type System.String");
        Say("a");
        await FishUntilMessageAsync<int>(AtOnce);
        Say("a", 1);
        (await Should.ThrowAsync<TestKitAssertionException>(() => FishUntilMessageAsync<int>(TimeSpan.FromSeconds(5)))).Message.ShouldContain("but got 1 of type System.Int32");
        Say(1, 2, 3);
        (await WaitForRadioSilenceAsync(AtOnce)).Count.ShouldBe(3);
        Say(1, 2);
        (await Should.ThrowAsync<TestKitAssertionException>(() => WaitForRadioSilenceAsync(AtOnce, 1))).Message.ShouldContain("at most 1 messages, but got 2");
    }

    [Fact]
    public void Messages_are_taken_or_only_looked_at()
    {
        Say(1, 2, 3);
        PeekOne().ShouldBe(1);
        TryPeekOne(out MessageEnvelope? seen).ShouldBeTrue();
        seen!.Sender.ShouldBe(TestActor);
        ReceiveOne().ShouldBe(1);
        TryReceiveOne(out MessageEnvelope? taken).ShouldBeTrue();
        taken!.Message.ShouldBe(2);
        ReceiveN(1).ShouldBe([3]);
        ReceiveOne(AtOnce).ShouldBeNull();
        PeekOne(AtOnce).ShouldBeNull();
        TryReceiveOne(out _, AtOnce).ShouldBeFalse();
    }

    [Fact]
    public void ReceiveWhile_leaves_the_message_that_ends_it()
    {
        Say(1, 2, "stop", 3);
        ReceiveWhile<int>(i => i < 3, shouldIgnoreOtherMessageTypes: false).ShouldBe([1, 2]);
        ExpectMsg("stop");
        Say("a", 4);
        ReceiveWhile<int>(_ => true, max: AtOnce).ShouldBe([3, 4]);
        Say("x", "y", 5);
        ReceiveWhile(m => m as string, msgs: 1).ShouldBe(["x"]);
        ReceiveWhile<string>(TimeSpan.FromSeconds(20), m => m as string).ShouldBe(["y"]);
        ExpectMsg(5);
        ReceiveWhile<int>(_ => true, idle: AtOnce).ShouldBeEmpty();
    }

    [Fact]
    public void Ignored_messages_do_not_come()
    {
        IgnoreMessages<int>();
        Say(1, "a");
        ExpectMsg("a");
        IgnoreMessages<string>(s => s == "b");
        Say("b", "c");
        ExpectMsg("c");
        IgnoreMessages(m => m is "c");
        Say("c", "d");
        ExpectMsg("d");
        IgnoreNoMessages();
        Say("c");
        ExpectMsg("c");
    }

    private static Props BlackHole() => Sapphire.Kernel.TestKit.TestActors.BlackHoleActor.Props;
}
