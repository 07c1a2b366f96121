using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class ActorSelectionTests : Sapphire.Kernel.TestKit.TestKit
{
    private sealed record Select(string Path, object Message);

    private sealed record Quiet : IDeadLetterSuppression;

    /// <summary>Has the children it is made with, answers with its name, and selects what it is told to.</summary>
    private sealed class Node : ReceiveActor
    {
        public Node(params string[] children)
        {
            foreach (string child in children) Context.ActorOf(child == "leaf" ? Props.Create(() => new Node()) : Props.Create(() => new Node("leaf")), child);
            Receive<Select>(s => Context.ActorSelection(s.Path).Tell(s.Message, Sender));
            Receive<string>(s => s == "name", _ => Sender.Tell(Self.Path.Name));
            Receive<string>(s => s == "sender", _ => Context.ActorSelection("../b").Tell("who"));
            Receive<string>(s => s == "who", _ => Sender.Tell("me"));
            Receive<string>(s => s == "me", _ => Context.System.EventStream.Publish(("answered", Self.Path.Name)));
        }
    }

    private readonly IActorRef _a;

    public ActorSelectionTests()
    {
        _a = Sys.ActorOf(Props.Create(() => new Node("c1", "c2")), "a");
        Sys.ActorOf(Props.Create(() => new Node()), "b");
        // Actors start when they get their turn.
        AwaitCondition(() => Identified("/user/a/c1/leaf") is not null && Identified("/user/a/c2/leaf") is not null && Identified("/user/b") is not null);
    }

    private IActorRef? Identified(string path)
    {
        Sys.ActorSelection(path).Tell(new Identify(path));
        return ExpectMsg<ActorIdentity>(i => Equals(i.MessageId, path)).Subject;
    }

    private string[] Names(ActorSelection selection, int count)
    {
        selection.Tell("name");
        return [.. ReceiveN(count).Cast<string>().Order(StringComparer.Ordinal)];
    }

    [Theory]
    [InlineData("/user/a/c1")]
    [InlineData("user/a/c1")]
    [InlineData("/user/a/c2/../c1")]
    [InlineData("/user/a/c1/")]
    [InlineData("//user//a/c1")]
    public void A_path_names_one_actor(string path) => Identified(path)!.Path.ToStringWithoutAddress().ShouldBe("/user/a/c1");

    [Fact]
    public void A_whole_path_with_or_without_incarnation_names_an_actor_of_the_system()
    {
        Identified(_a.Path.ToString()).ShouldBe(_a);
        Identified(_a.Path.ToSerializationFormat()).ShouldBe(_a);
        Sys.ActorSelection(_a.Path).Tell(new Identify(1));
        ExpectMsg(new ActorIdentity(1, _a));
        Should.Throw<ArgumentException>(() => Sys.ActorSelection("akka://other/user/a"));
    }

    [Fact]
    public void In_an_actor_a_relative_path_begins_at_itself_and_two_dots_go_up()
    {
        _a.Tell(new Select("c1", "name"));
        ExpectMsg("c1");
        _a.Tell(new Select("../b", "name"));
        ExpectMsg("b");
        _a.Tell(new Select("/user/b", "name"));
        ExpectMsg("b");
        _a.Tell(new Select("c1/../c2/leaf", "name"));
        ExpectMsg("leaf");
    }

    [Fact]
    public void Wildcards_match_within_a_name()
    {
        Names(Sys.ActorSelection("/user/a/*"), 2).ShouldBe(["c1", "c2"]);
        Names(Sys.ActorSelection("/user/a/c?"), 2).ShouldBe(["c1", "c2"]);
        Names(Sys.ActorSelection("/user/a/*2"), 1).ShouldBe(["c2"]);
        Names(Sys.ActorSelection("/user/a/C*"), 2).ShouldBe(["c1", "c2"]);
        Names(Sys.ActorSelection("/user/*/c1/leaf"), 1).ShouldBe(["leaf"]);
        Names(Sys.ActorSelection("/user/a/*/.."), 2).ShouldBe(["a", "a"]);
    }

    [Fact]
    public void A_double_wildcard_takes_everything_below_and_only_at_the_end()
    {
        Names(Sys.ActorSelection("/user/a/**"), 4).ShouldBe(["c1", "c2", "leaf", "leaf"]);
        Should.Throw<IllegalActorNameException>(() => Sys.ActorSelection("/user/**/c1"));
    }

    [Fact]
    public void What_nobody_gets_is_a_dead_letter_with_the_path_unless_a_wildcard_fanned_out()
    {
        Sys.EventStream.Subscribe<AllDeadLetters>(TestActor);
        Sys.ActorSelection("/user/none/x").Tell("lost");
        DeadLetter letter = ExpectMsg<DeadLetter>();
        letter.Message.ShouldBe("lost");
        letter.Sender.ShouldBe(TestActor);
        letter.Recipient.Path.ToStringWithoutAddress().ShouldBe("/user/none/x");
        Sys.ActorSelection("/user/none/*").Tell("lost too");
        ExpectMsg<DeadLetter>().Message.ShouldBe("lost too");
        Sys.ActorSelection("/user/a/z*").Tell("and this");
        ExpectMsg<DeadLetter>().Message.ShouldBe("and this");
        Sys.ActorSelection("/user/none").Tell(new Quiet());
        ExpectMsg<SuppressedDeadLetter>();
        // Two were found on the way: it would be strange to say that nobody was.
        Sys.ActorSelection("/user/a/*/none").Tell("quiet");
        ExpectNoMsg(50);
    }

    [Fact]
    public void Identify_is_answered_by_each_that_matches_or_with_nobody()
    {
        Sys.ActorSelection("/user/a/*").Tell(new Identify(1));
        ReceiveN(2).Cast<ActorIdentity>().Select(i => i.Subject!.Path.Name).ShouldBe(["c1", "c2"], ignoreOrder: true);
        Identified("/user/none").ShouldBeNull();
        Identified("/user/none/*").ShouldBeNull();
    }

    [Fact]
    public async Task ResolveOne_finds_one_or_fails()
    {
        TimeSpan soon = TimeSpan.FromSeconds(20);
        (await Sys.ActorSelection("/user/a").ResolveOne(soon)).ShouldBe(_a);
        (await Should.ThrowAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/none").ResolveOne(soon))).Message.ShouldContain("/user/none");
        (await Should.ThrowAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/a").ResolveOne(soon, new CancellationToken(true))))
            .InnerException.ShouldBeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public void The_actor_that_tells_is_the_sender()
    {
        Sys.EventStream.Subscribe<(string, string)>(TestActor);
        _a.Tell("sender");
        ExpectMsg(("answered", "a"));
    }

    [Fact]
    public void It_can_begin_at_a_given_actor()
    {
        Names(new ActorSelection(_a, "c1"), 1).ShouldBe(["c1"]);
        Names(new ActorSelection(_a, "/c1/leaf"), 1).ShouldBe(["leaf"]);
        Names(Sys.ActorSelection(_a, "*"), 2).ShouldBe(["c1", "c2"]);
        Should.Throw<ArgumentException>(() => new ActorSelection(Sys.DeadLetters, "x"));
    }

    [Fact]
    public void Selections_compare_and_print()
    {
        Sys.ActorSelection("/user/a").ShouldBe(Sys.ActorSelection("user/a/"));
        Sys.ActorSelection("/user/a").ShouldNotBe(Sys.ActorSelection("/user/b"));
        var selection = new ActorSelection(_a, "c1/*");
        selection.PathString.ShouldBe("/c1/*");
        selection.Anchor.ShouldBe(_a);
        selection.ToString().ShouldBe($"ActorSelection[Anchor({_a.Path}#{_a.Path.Uid}), Path(/c1/*)]");
    }

    [Fact]
    public async Task It_can_be_asked() => (await Sys.ActorSelection("/user/b").Ask<string>("name", TimeSpan.FromSeconds(20))).ShouldBe("b");
}
