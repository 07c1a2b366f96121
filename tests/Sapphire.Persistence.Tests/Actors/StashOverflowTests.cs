using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Persistence.Tests.Actors;

/// <summary>Commands that find the internal stash full.</summary>
public sealed class StashOverflowTests
{
    [Fact]
    public async Task By_default_the_actor_fails_and_what_waited_is_handled_by_the_next()
    {
        await using ScriptedStage stage = new();
        TaskCompletionSource gate = await HoldAsync(stage, out IActorRef actor, null);
        Tell(actor, "1", "2", "3");
        await stage.NotedAsync(notes => notes.Any(note => note.StartsWith("restart The internal stash of 'a' is full", StringComparison.Ordinal)));
        gate.SetResult();
        await stage.NotedAsync("command 2");
        stage.Notes.ShouldContain("command 1");
        stage.Notes.ShouldNotContain("command 3");
    }

    [Fact]
    public async Task A_discarded_command_goes_to_the_dead_letters()
    {
        await using ScriptedStage stage = new();
        TaskCompletionSource gate = await HoldAsync(stage, out IActorRef actor, DiscardToDeadLetterStrategy.Instance);
        TaskCompletionSource<Kernel.Event.DeadLetter> dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef listener = stage.System.ActorOf(Props.Create(() => new Listener(dead)));
        await listener.Ask<ActorIdentity>(new Identify(0), ScriptedStage.Patience);
        stage.System.EventStream.Subscribe<Kernel.Event.DeadLetter>(listener);
        Tell(actor, "1", "2", "3");
        Kernel.Event.DeadLetter letter = await dead.Task.WaitAsync(ScriptedStage.Patience, TestContext.Current.CancellationToken);
        letter.Message.ShouldBe("3");
        letter.Recipient.ShouldBe(actor);
        gate.SetResult();
        await stage.NotedAsync("command 2");
        stage.Notes.ShouldNotContain("command 3");
        stage.Notes.ShouldNotContain(note => note.StartsWith("restart", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_sender_of_a_dropped_command_is_told()
    {
        await using ScriptedStage stage = new();
        TaskCompletionSource gate = await HoldAsync(stage, out IActorRef actor, new ReplyToStrategy("too much"));
        Tell(actor, "1", "2");
        (await actor.Ask<string>("3", ScriptedStage.Patience)).ShouldBe("too much");
        gate.SetResult();
        await stage.NotedAsync("command 2");
    }

    [Fact]
    public async Task The_settings_name_the_strategy()
    {
        await using ScriptedStage stage = new(config: """akka.persistence.internal-stash-overflow-strategy = "Akka.Persistence.DiscardConfigurator, Akka.Persistence" """);
        TaskCompletionSource gate = await HoldAsync(stage, out IActorRef actor, null);
        Tell(actor, "1", "2", "3");
        gate.SetResult();
        await stage.NotedAsync("command 2");
        stage.Notes.ShouldNotContain(note => note.StartsWith("restart", StringComparison.Ordinal));
        stage.Extension.Settings.DefaultInternalStashOverflowStrategy.ShouldBe(DiscardToDeadLetterStrategy.Instance);

        await using ScriptedStage own = new(config: $"akka.persistence.internal-stash-overflow-strategy = \"{typeof(Busy).AssemblyQualifiedName}\"");
        own.Extension.Settings.DefaultInternalStashOverflowStrategy.ShouldBeOfType<ReplyToStrategy>().Response.ShouldBe("busy");
    }

    [Fact]
    public async Task Commands_wait_within_the_bound_while_an_actor_recovers()
    {
        await using ScriptedStage stage = new();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Journal.BeforeRaise = _ => gate.Task;
        IActorRef actor = stage.Spawn(settings: new() { Capacity = 2, Overflow = new ReplyToStrategy("too much") });
        Tell(actor, "1", "2");
        (await actor.Ask<string>("3", ScriptedStage.Patience)).ShouldBe("too much");
        gate.SetResult();
        await stage.NotedAsync("command 2");
        stage.Notes.ShouldBe(["replayed", "recovered 0", "command 1", "command 2"]);
    }

    private static Task<TaskCompletionSource> HoldAsync(ScriptedStage stage, out IActorRef actor, IStashOverflowStrategy? overflow)
    {
        actor = stage.Spawn(settings: new() { Capacity = 2, Overflow = overflow });
        return HoldAsync(stage, actor);
    }

    private static async Task<TaskCompletionSource> HoldAsync(ScriptedStage stage, IActorRef actor)
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Journal.BeforeWrite = _ =>
        {
            reached.TrySetResult();
            return gate.Task;
        };
        ScriptedStage.Do(actor, one => one.Store("a"));
        await reached.Task.WaitAsync(ScriptedStage.Patience);
        return gate;
    }

    private static void Tell(IActorRef actor, params string[] texts)
    {
        foreach (string text in texts)
        {
            actor.Tell(text, ActorRefs.NoSender);
        }
    }

    public sealed class Busy : IStashOverflowStrategyConfigurator
    {
        public IStashOverflowStrategy Create(Config config) => new ReplyToStrategy("busy");
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(TaskCompletionSource<Kernel.Event.DeadLetter> dead) => Receive<Kernel.Event.DeadLetter>(letter => letter.Message is string, letter => dead.TrySetResult(letter));
    }
}
