using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Hosting;

namespace Sapphire.Kernel.Tests.Hosting;

public sealed class HostingTests
{
    private sealed class Greeting
    {
        public string Text { get; } = "hello";
    }

    private sealed class Greeter : ReceiveActor
    {
        public Greeter(string name, Greeting greeting) => Receive<string>(_ => Sender.Tell($"{greeting.Text} {name}"));
    }

    private static IHost Build(Action<AkkaConfigurationBuilder> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<Greeting>();
        builder.Services.AddAkka("hosted", configure);
        return builder.Build();
    }

    [Fact]
    public async Task Actors_start_with_the_host_with_services_injected_and_end_with_it()
    {
        bool down = false;
        using IHost host = Build(b => b
            .WithActors((system, registry, resolver) => registry.Register<Greeter>(system.ActorOf(resolver.Props<Greeter>("you"), "greeter")))
            .AddStartup((system, _, _) =>
            {
                CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "note", () =>
                {
                    down = !system.WhenTerminated.IsCompleted;
                    return Task.FromResult(Done.Instance);
                });
                return Task.CompletedTask;
            }));
        Task<IActorRef> early = host.Services.GetRequiredService<IRequiredActor<Greeter>>().GetAsync();
        early.IsCompleted.ShouldBeFalse();
        await host.StartAsync();
        (await (await early).Ask<string>("?")).ShouldBe("hello you");
        host.Services.GetRequiredService<IRequiredActor<Greeter>>().ActorRef.Path.Name.ShouldBe("greeter");
        ActorSystem system = host.Services.GetRequiredService<ActorSystem>();
        await host.StopAsync();
        system.WhenTerminated.IsCompletedSuccessfully.ShouldBeTrue();
        down.ShouldBeTrue();
    }

    [Fact]
    public async Task Actors_stop_in_order_though_the_time_of_the_host_is_used_up()
    {
        using IHost host = Build(b => b.WithActors((system, registry, resolver) => registry.Register<Greeter>(system.ActorOf(resolver.Props<Greeter>("you"), "greeter"))));
        await host.StartAsync();
        await host.StopAsync(new CancellationToken(canceled: true));
        host.Services.GetRequiredService<ActorSystem>().WhenTerminated.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task An_error_at_start_stops_the_host()
    {
        using IHost host = Build(b => b.WithActors((_, _) => throw new InvalidOperationException("bad setting")));
        (await Should.ThrowAsync<InvalidOperationException>(() => host.StartAsync())).Message.ShouldBe("bad setting");
        host.Services.GetRequiredService<ActorSystem>().WhenTerminated.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task The_end_of_the_system_stops_the_host()
    {
        using IHost host = Build(_ => { });
        await host.StartAsync();
        await host.Services.GetRequiredService<ActorSystem>().Terminate();
        await host.WaitForShutdownAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    private sealed class Key;

    [Fact]
    public async Task The_registry_refuses_a_second_actor_and_names_a_missing_one()
    {
        await using ActorSystem system = ActorSystem.Create("registry");
        ActorRegistry registry = ActorRegistry.For(system);
        Should.Throw<InvalidOperationException>(() => registry.Get<Key>()).Message.ShouldContain("Key");
        registry.Register<Key>(system.DeadLetters);
        Should.Throw<InvalidOperationException>(() => registry.Register<Key>(system.DeadLetters));
        registry.Register<Key>(ActorRefs.Nobody, overwrite: true);
        registry.TryGet<Key>(out IActorRef? found).ShouldBeTrue();
        found.ShouldBe(ActorRefs.Nobody);
        (await registry.GetAsync<Key>()).ShouldBe(ActorRefs.Nobody);
    }

    [Fact]
    public async Task Shutdown_phases_run_in_order_survive_failures_and_do_not_wait_for_ever()
    {
        ActorSystem system = ActorSystem.Create("phases", ConfigurationFactory.ParseString("akka.coordinated-shutdown.phases.service-stop.timeout = 50ms"));
        var order = new List<string>();
        CoordinatedShutdown shutdown = CoordinatedShutdown.Get(system);
        Add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, () => Task.CompletedTask);
        Add(CoordinatedShutdown.PhaseServiceStop, () => new TaskCompletionSource().Task);
        Add(CoordinatedShutdown.PhaseServiceUnbind, () => throw new InvalidOperationException());
        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, () => Task.CompletedTask);
        Should.Throw<ConfigurationException>(() => shutdown.AddTask("nonsense", "x", () => Task.FromResult(Done.Instance)));
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(TimeSpan.FromSeconds(20));
        order.ShouldBe([
            CoordinatedShutdown.PhaseBeforeServiceUnbind, CoordinatedShutdown.PhaseServiceUnbind,
            CoordinatedShutdown.PhaseServiceStop, CoordinatedShutdown.PhaseBeforeActorSystemTerminate]);
        system.WhenTerminated.IsCompleted.ShouldBeTrue();
        shutdown.ShutdownReason.ShouldBe(CoordinatedShutdown.UnknownReason.Instance);

        void Add(string phase, Func<Task> task) => shutdown.AddTask(phase, phase, async () =>
        {
            order.Add(phase);
            await task();
            return Done.Instance;
        });
    }
}
