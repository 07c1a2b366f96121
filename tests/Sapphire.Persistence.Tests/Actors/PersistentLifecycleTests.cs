using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence.Tests.Actors;

/// <summary>Pills, supervision and timers while events are being stored.</summary>
public sealed class PersistentLifecycleTests
{
    [Fact]
    public async Task A_poison_pill_does_not_wait_for_the_events_that_are_being_stored()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn();
        await ScriptedStage.SettledAsync(actor);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Journal.BeforeWrite = _ =>
        {
            reached.TrySetResult();
            return gate.Task;
        };
        ScriptedStage.Do(actor, one => one.Store("a"));
        await reached.Task.WaitAsync(ScriptedStage.Patience, TestContext.Current.CancellationToken);
        actor.Tell("waits", ActorRefs.NoSender);
        actor.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        await stage.TerminatedAsync(actor);
        gate.SetResult();

        // The event is there, though its handler never ran; the command is not heard of again.
        await ScriptedStage.SettledAsync(stage.Spawn());
        stage.Notes.Skip(2).ShouldBe(["event 1 end", "event 2 a", "replayed", "recovered 2"]);
    }

    [Fact]
    public async Task A_message_of_ones_own_stops_after_everything_before_it()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one => one.Store("a"));
        ScriptedStage.Do(actor, one => one.Store("b"));
        IActorRef self = actor;
        ScriptedStage.Do(actor, _ => stage.System.Stop(self));
        await stage.TerminatedAsync(actor);
        stage.Notes.Skip(2).ShouldBe(["stored 1 a", "stored 2 b"]);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task A_resumed_actor_goes_on_with_the_next_handler(bool answersLater, bool inCommand)
    {
        await using ScriptedStage stage = new(answersLater);
        IActorRef parent = stage.System.ActorOf(Props.Create(() => new Parent(stage, Directive.Resume)));
        IActorRef actor = await parent.Ask<IActorRef>("child", ScriptedStage.Patience);
        ScriptedStage.Do(actor, one =>
        {
            one.Store("a", _ =>
            {
                if (!inCommand)
                {
                    throw new InvalidOperationException("boom");
                }
            });
            one.Store("b");
            if (inCommand)
            {
                throw new InvalidOperationException("boom");
            }
        });
        ScriptedStage.Do(actor, one => one.Store("c"));
        await stage.NotedAsync(notes => notes.Any(note => note.EndsWith(" c", StringComparison.Ordinal)));

        // A command that fails stores nothing; a handler that fails takes nothing back that is stored.
        stage.Notes.Skip(2).ShouldBe(inCommand ? ["stored 1 c"] : ["stored 2 b", "stored 3 c"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_actor_that_is_stopped_for_its_failure_leaves_its_events(bool answersLater)
    {
        await using ScriptedStage stage = new(answersLater);
        IActorRef parent = stage.System.ActorOf(Props.Create(() => new Parent(stage, Directive.Stop)));
        IActorRef actor = await parent.Ask<IActorRef>("child", ScriptedStage.Patience);
        ScriptedStage.Do(actor, one =>
        {
            one.Store("a", _ => throw new InvalidOperationException("boom"));
            one.Store("b");
        });
        await stage.TerminatedAsync(actor);
        (await stage.StoredAsync()).ShouldBe(["a", "b"]);
        stage.Notes.ShouldNotContain("stored 2 b");
    }

    [Fact]
    public async Task Timers_end_with_their_incarnation_and_wait_while_events_are_stored()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn();
        await ScriptedStage.SettledAsync(actor);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Journal.BeforeWrite = _ => gate.Task;
        ScriptedStage.Do(actor, one =>
        {
            one.Timers.StartSingleTimer("soon", "tick", TimeSpan.FromMilliseconds(1));
            one.Timers.StartSingleTimer("late", "never", TimeSpan.FromHours(1));
            one.Store("a");
        });
        gate.SetResult();
        await stage.NotedAsync("command tick");
        stage.Notes.Skip(2).ShouldBe(["stored 2 a", "command tick"]);
        ScriptedStage.Do(actor, _ => throw new InvalidOperationException("boom"));
        TaskCompletionSource<int> active = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedStage.Do(actor, one => active.SetResult(one.Timers.ActiveTimers.Count));
        (await active.Task.WaitAsync(ScriptedStage.Patience, TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    [Fact]
    public async Task A_restart_while_an_asynchronous_command_awaits_stores_nothing_of_it()
    {
        await using ScriptedStage stage = new();
        IActorRef parent = stage.System.ActorOf(Props.Create(() => new Parent(stage, Directive.Restart)));
        IActorRef actor = await parent.Ask<IActorRef>("child", ScriptedStage.Patience);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<Exception?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedStage.DoAsync(actor, async one =>
        {
            one.Store("before");
            begun.SetResult();
            await gate.Task;
            try
            {
                one.Store("after");
                ended.SetResult(null);
            }
            catch (Exception e)
            {
                ended.SetResult(e);
                throw;
            }
        });
        await begun.Task.WaitAsync(ScriptedStage.Patience, TestContext.Current.CancellationToken);
        parent.Tell("restart", ActorRefs.NoSender);
        await stage.NotedAsync(notes => notes.Count(note => note == "recovered 0") == 2);
        gate.SetResult();
        (await ended.Task.WaitAsync(ScriptedStage.Patience, TestContext.Current.CancellationToken)).ShouldBeOfType<NotSupportedException>();
        await ScriptedStage.SettledAsync(actor);
        (await stage.StoredAsync()).ShouldBe(["end"]);
    }

    private sealed class Parent : ReceiveActor
    {
        private readonly Directive _directive;

        public Parent(ScriptedStage stage, Directive directive)
        {
            _directive = directive;
            IActorRef child = Context.GetChildren().FirstOrDefault() ?? Context.ActorOf(ScriptedActor.Props("a", stage.Notes));
            Receive<string>(message =>
            {
                if (message == "restart")
                {
                    throw new InvalidOperationException("restart the child");
                }

                Sender.Tell(child, Self);
            });
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => _directive);

        // The child is kept and restarted with its parent.
        protected override void PreRestart(Exception reason, object? message)
        {
        }
    }
}
