using System.Collections.Concurrent;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class CoordinatedShutdownTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<string> _order = new();

    private static CoordinatedShutdown ShutdownOf(string settings = "") =>
        CoordinatedShutdown.Get(ActorSystem.Create("phases", ConfigurationFactory.ParseString($"akka.coordinated-shutdown {{ {settings} }}")));

    private void Note(CoordinatedShutdown shutdown, string phase, string? name = null, Func<Task>? then = null) => shutdown.AddTask(phase, name ?? phase, async () =>
    {
        _order.Enqueue(name ?? phase);
        if (then is not null) await then();
        return Done.Instance;
    });

    private static Task NeverAsync() => new TaskCompletionSource().Task;

    [Fact]
    public async Task All_phases_run_in_the_order_of_their_dependencies_and_the_last_stops_the_actors()
    {
        CoordinatedShutdown shutdown = ShutdownOf();
        string[] phases =
        [
            CoordinatedShutdown.PhaseBeforeServiceUnbind, CoordinatedShutdown.PhaseServiceUnbind, CoordinatedShutdown.PhaseServiceRequestsDone, CoordinatedShutdown.PhaseServiceStop,
            CoordinatedShutdown.PhaseBeforeClusterShutdown, CoordinatedShutdown.PhaseClusterShardingShutdownRegion, CoordinatedShutdown.PhaseClusterLeave,
            CoordinatedShutdown.PhaseClusterExiting, CoordinatedShutdown.PhaseClusterExitingDone, CoordinatedShutdown.PhaseClusterShutdown,
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate, CoordinatedShutdown.PhaseActorSystemTerminate,
        ];
        foreach (string phase in phases.Reverse()) Note(shutdown, phase);
        shutdown.ShutdownReason.ShouldBeNull();
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        _order.ShouldBe(phases);
        shutdown.System.WhenTerminated.IsCompleted.ShouldBeTrue();
        shutdown.ShutdownReason.ShouldBe(CoordinatedShutdown.UnknownReason.Instance);
    }

    [Fact]
    public async Task It_runs_once_whoever_asks_and_keeps_the_first_reason()
    {
        CoordinatedShutdown shutdown = ShutdownOf();
        Note(shutdown, CoordinatedShutdown.PhaseServiceStop);
        Task<Done> first = shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance);
        Task<Done> second = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        second.ShouldBeSameAs(first);
        await shutdown.System.Terminate().WaitAsync(Patience);
        shutdown.ShutdownReason.ShouldBe(CoordinatedShutdown.ClrExitReason.Instance);
        _order.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Terminate_runs_it()
    {
        CoordinatedShutdown shutdown = ShutdownOf();
        Note(shutdown, CoordinatedShutdown.PhaseServiceStop);
        await shutdown.System.Terminate().WaitAsync(Patience);
        _order.ShouldBe([CoordinatedShutdown.PhaseServiceStop]);
        shutdown.ShutdownReason.ShouldBe(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
    }

    [Fact]
    public async Task Terminate_passes_it_by_where_it_is_told_so()
    {
        CoordinatedShutdown shutdown = ShutdownOf("run-by-actor-system-terminate = off");
        Note(shutdown, CoordinatedShutdown.PhaseServiceStop);
        await shutdown.System.Terminate().WaitAsync(Patience);
        _order.ShouldBeEmpty();
        shutdown.ShutdownReason.ShouldBeNull();
    }

    [Fact]
    public async Task The_actors_live_on_where_it_is_told_so()
    {
        CoordinatedShutdown shutdown = ShutdownOf("terminate-actor-system = off, run-by-actor-system-terminate = off");
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        shutdown.System.WhenTerminated.IsCompleted.ShouldBeFalse();
        await shutdown.System.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task The_tasks_of_a_phase_run_side_by_side()
    {
        CoordinatedShutdown shutdown = ShutdownOf();
        TaskCompletionSource a = new(), b = new();
        Note(shutdown, CoordinatedShutdown.PhaseServiceStop, "a", () =>
        {
            a.SetResult();
            return b.Task;
        });
        Note(shutdown, CoordinatedShutdown.PhaseServiceStop, "b", () =>
        {
            b.SetResult();
            return a.Task;
        });
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        _order.ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_phase_that_fails_or_takes_too_long_is_left_behind()
    {
        CoordinatedShutdown shutdown = ShutdownOf("phases.service-stop.timeout = 20ms");
        Note(shutdown, CoordinatedShutdown.PhaseServiceUnbind, "throws", () => throw new InvalidOperationException());
        Note(shutdown, CoordinatedShutdown.PhaseServiceRequestsDone, "faults", () => Task.FromException(new TimeoutException()));
        Note(shutdown, CoordinatedShutdown.PhaseServiceRequestsDone, "beside it");
        Note(shutdown, CoordinatedShutdown.PhaseServiceStop, "hangs", NeverAsync);
        Note(shutdown, CoordinatedShutdown.PhaseBeforeClusterShutdown, "after");
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        _order.ShouldBe(["throws", "faults", "beside it", "hangs", "after"]);
        shutdown.System.WhenTerminated.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_recovery_a_failure_ends_the_shutdown_there()
    {
        CoordinatedShutdown shutdown = ShutdownOf("phases.service-stop.recover = off");
        Note(shutdown, CoordinatedShutdown.PhaseServiceStop, "fails", () => throw new InvalidOperationException("on purpose"));
        Note(shutdown, CoordinatedShutdown.PhaseBeforeClusterShutdown);
        (await Should.ThrowAsync<InvalidOperationException>(() => shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience))).Message.ShouldBe("on purpose");
        _order.ShouldBe(["fails"]);
        shutdown.System.WhenTerminated.IsCompleted.ShouldBeFalse();
        await shutdown.System.FinalTerminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task Without_recovery_a_timeout_ends_the_shutdown_there()
    {
        CoordinatedShutdown shutdown = ShutdownOf("phases.service-stop { recover = off, timeout = 20ms }");
        Note(shutdown, CoordinatedShutdown.PhaseServiceStop, "hangs", NeverAsync);
        Note(shutdown, CoordinatedShutdown.PhaseBeforeClusterShutdown);
        (await Should.ThrowAsync<TimeoutException>(() => shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience))).Message.ShouldContain("service-stop");
        _order.ShouldBe(["hangs"]);
        await shutdown.System.FinalTerminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task It_can_begin_with_a_later_phase()
    {
        CoordinatedShutdown shutdown = ShutdownOf();
        Note(shutdown, CoordinatedShutdown.PhaseServiceUnbind);
        Note(shutdown, CoordinatedShutdown.PhaseServiceStop);
        Note(shutdown, CoordinatedShutdown.PhaseClusterLeave);
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance, CoordinatedShutdown.PhaseServiceStop).WaitAsync(Patience);
        _order.ShouldBe([CoordinatedShutdown.PhaseServiceStop, CoordinatedShutdown.PhaseClusterLeave]);
    }

    [Fact]
    public async Task A_task_may_add_tasks_to_later_phases()
    {
        CoordinatedShutdown shutdown = ShutdownOf();
        Note(shutdown, CoordinatedShutdown.PhaseServiceStop, "first", () =>
        {
            Note(shutdown, CoordinatedShutdown.PhaseClusterLeave, "added");
            Note(shutdown, CoordinatedShutdown.PhaseServiceUnbind, "too late");
            return Task.CompletedTask;
        });
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        _order.ShouldBe(["first", "added"]);
    }

    [Fact]
    public async Task Phases_of_ones_own_are_put_between()
    {
        CoordinatedShutdown shutdown = ShutdownOf("""
            default-phase-timeout = 3 s
            phases {
              drain { depends-on = [service-unbind] }
              service-requests-done.depends-on = [service-unbind, drain]
              before-drain.timeout = 7 s
              drain.depends-on = [service-unbind, before-drain, unheard-of]
            }
            """);
        foreach (string phase in (string[])["service-requests-done", "drain", "before-drain", "unheard-of", "service-unbind"]) Note(shutdown, phase);
        shutdown.Timeout("drain").ShouldBe(TimeSpan.FromSeconds(3));
        shutdown.Timeout("before-drain").ShouldBe(TimeSpan.FromSeconds(7));
        shutdown.Timeout(CoordinatedShutdown.PhaseActorSystemTerminate).ShouldBe(TimeSpan.FromSeconds(10));
        shutdown.TotalTimeout.ShouldBe(TimeSpan.FromSeconds(3 + 3 + 7 + 3 + 3 + 10), "of the phases that have tasks");
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        _order.Count.ShouldBe(5);
        List<string> order = [.. _order];
        order.IndexOf("drain").ShouldBeGreaterThan(order.IndexOf("before-drain"));
        order.IndexOf("drain").ShouldBeGreaterThan(order.IndexOf("service-unbind"));
        order.IndexOf("drain").ShouldBeGreaterThan(order.IndexOf("unheard-of"));
        order.IndexOf("service-requests-done").ShouldBeGreaterThan(order.IndexOf("drain"));
    }

    [Fact]
    public async Task A_phase_that_does_not_exist_is_refused_by_name()
    {
        CoordinatedShutdown shutdown = ShutdownOf();
        Should.Throw<ConfigurationException>(() => shutdown.AddTask("nonsense", "x", () => Task.FromResult(Done.Instance))).Message.ShouldContain("'nonsense'");
        Should.Throw<ConfigurationException>(() => shutdown.Timeout("nonsense"));
        Should.Throw<ConfigurationException>(() => { _ = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance, "nonsense"); });
        shutdown.ShutdownReason.ShouldBeNull();
        await shutdown.System.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task The_end_of_the_process_runs_it()
    {
        CoordinatedShutdown shutdown = ShutdownOf();
        Note(shutdown, CoordinatedShutdown.PhaseServiceStop);
        await Task.Run(shutdown.RunBeforeExit).WaitAsync(Patience);
        _order.ShouldBe([CoordinatedShutdown.PhaseServiceStop]);
        shutdown.System.WhenTerminated.IsCompleted.ShouldBeTrue();
        shutdown.ShutdownReason.ShouldBe(CoordinatedShutdown.ClrExitReason.Instance);
    }

    [Fact]
    public async Task Terminate_tells_of_a_failure_that_leaves_the_actors_alive()
    {
        CoordinatedShutdown shutdown = ShutdownOf("phases.service-stop.recover = off");
        Note(shutdown, CoordinatedShutdown.PhaseServiceStop, then: () => throw new InvalidOperationException("stuck"));
        (await Should.ThrowAsync<InvalidOperationException>(() => shutdown.System.Terminate().WaitAsync(Patience))).Message.ShouldBe("stuck");
        shutdown.System.WhenTerminated.IsCompleted.ShouldBeFalse();
        await shutdown.System.FinalTerminate().WaitAsync(Patience);
    }
}
