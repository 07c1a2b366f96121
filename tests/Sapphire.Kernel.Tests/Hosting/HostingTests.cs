using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
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

    private sealed class Scoped;

    private sealed class Greeter : ReceiveActor
    {
        public Greeter(string name, Greeting greeting) => Receive<string>(_ => Sender.Tell($"{greeting.Text} {name}"));
    }

    private static IHost Build(Action<AkkaConfigurationBuilder> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<Greeting>();
        builder.Services.AddScoped<Scoped>();
        builder.Services.AddHealthChecks().AddActorSystemLiveness();
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
    public async Task The_registry_knows_actors_by_a_type_at_run_time_too()
    {
        await using ActorSystem system = ActorSystem.Create("registry");
        ActorRegistry registry = ActorRegistry.For(system);
        Type key = typeof(Key);
        ActorRegistry.For(system).ShouldBeSameAs(registry);
        Should.Throw<MissingActorRegistryEntryException>(() => registry.Get<Key>());
        registry.TryGet(key, out IActorRef none).ShouldBeFalse();
        none.ShouldBe(ActorRefs.Nobody);
        Task<IActorRef> waiting = registry.GetAsync(key);
        registry.ShouldBeEmpty("whoever waits has registered nothing");
        registry.TryRegister(key, system.DeadLetters).ShouldBeTrue();
        registry.TryRegister<Key>(ActorRefs.Nobody).ShouldBeFalse();
        Should.Throw<DuplicateActorRegistryException>(() => registry.Register<Key>(ActorRefs.Nobody)).Message.ShouldContain("Key");
        (await waiting.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(system.DeadLetters);
        registry.Single().ShouldBe(new KeyValuePair<Type, IActorRef>(typeof(Key), system.DeadLetters));
        registry.TryRegister<Key>(ActorRefs.Nobody, overwrite: true).ShouldBeTrue();
        registry.Get<Key>().ShouldBe(ActorRefs.Nobody);
    }

    [Fact]
    public async Task Whoever_waits_for_an_actor_may_give_up()
    {
        await using ActorSystem system = ActorSystem.Create("registry");
        using var cancellation = new CancellationTokenSource();
        Task<IActorRef> waiting = ActorRegistry.For(system).GetAsync<Key>(cancellation.Token);
        Task<IActorRef> patient = ActorRegistry.For(system).GetAsync<Key>();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(20)));
        ActorRegistry.For(system).Register<Key>(system.DeadLetters);
        (await patient.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(system.DeadLetters);
    }

    [Fact]
    public async Task A_required_actor_that_is_missing_says_so()
    {
        using IHost host = Build(_ => { });
        await host.StartAsync();
        Should.Throw<MissingActorRegistryEntryException>(() => host.Services.GetRequiredService<IRequiredActor<Greeter>>().ActorRef).Message.ShouldContain(nameof(Greeter));
        await host.StopAsync();
    }

    [Fact]
    public async Task Actors_are_started_in_order_and_what_runs_at_startup_after_all_of_them()
    {
        var order = new List<string>();
        using IHost host = Build(b => b
            .AddStartup((_, _) => order.Add("startup 1"))
            .WithActors((_, _) => order.Add("actors 1"))
            .WithActors(async (_, _) =>
            {
                await Task.Yield();
                order.Add("actors 2");
            })
            .AddStartup(async (_, registry) =>
            {
                await Task.Yield();
                registry.Register<Key>(ActorRefs.Nobody);
                order.Add("startup 2");
            })
            .WithActors((_, _, _) => order.Add("actors 3"))
            .WithActors(async (_, _, resolver) =>
            {
                await Task.Yield();
                order.Add(resolver.GetService<Greeting>()!.Text);
            }));
        await host.StartAsync();
        order.ShouldBe(["actors 1", "actors 2", "actors 3", "hello", "startup 1", "startup 2"]);
        host.Services.GetRequiredService<IReadOnlyActorRegistry>().Get<Key>().ShouldBe(ActorRefs.Nobody);
        await host.StopAsync();
    }

    [Fact]
    public async Task Settings_are_added_before_or_behind_those_that_are_there()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "akka.actor.mine { type = Dispatcher, throughput = 11 }");
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection([new("akka:log-dead-letters", "4")]).Build();
        using IHost host = Build(b => b
            .AddHocon("akka.actor.default-dispatcher.throughput = 2", HoconAddMode.Prepend)
            .AddHocon("akka.actor.default-dispatcher { throughput = 3, throughput-deadline-time = 3ms }", HoconAddMode.Append)
            .AddHocon("akka.actor.default-dispatcher.throughput = 4", HoconAddMode.Prepend)
            .AddHocon(configuration.GetSection("akka"), HoconAddMode.Append)
            .AddHoconFile(file, HoconAddMode.Append)
            .WithActorAskTimeout(TimeSpan.FromSeconds(7)));
        ActorSystem system = host.Services.GetRequiredService<ActorSystem>();
        system.Dispatchers.DefaultGlobalDispatcher.Throughput.ShouldBe(4);
        system.Dispatchers.DefaultGlobalDispatcher.ThroughputDeadlineTime.ShouldBe(TimeSpan.FromMilliseconds(3));
        system.Dispatchers.Lookup("akka.actor.mine").Throughput.ShouldBe(11);
        system.Settings.LogDeadLetters.ShouldBe(4);
        system.Settings.AskTimeout.ShouldBe(TimeSpan.FromSeconds(7));
        File.Delete(file);
        await system.Terminate();
    }

    [Fact]
    public async Task A_host_with_an_unknown_setting_does_not_start()
    {
        using IHost host = Build(b => b.AddHocon("akka.actor.tpyo = 1", HoconAddMode.Prepend));
        (await Should.ThrowAsync<ConfigurationException>(() => host.StartAsync())).Message.ShouldContain("'akka.actor.tpyo'");
    }

    [Fact]
    public async Task The_resolver_gives_services_scopes_and_props()
    {
        using IHost host = Build(_ => { });
        await using ActorSystem system = host.Services.GetRequiredService<ActorSystem>();
        DependencyResolver resolver = DependencyResolver.For(system);
        (Type service, Type actor) = (typeof(Greeting), typeof(Greeter));
        resolver.Resolver.GetService<Greeting>().ShouldBeSameAs(host.Services.GetRequiredService<Greeting>());
        resolver.Resolver.GetService(service).ShouldNotBeNull();
        resolver.Resolver.GetService<Key>().ShouldBeNull();
        using (IResolverScope scope = resolver.Resolver.CreateScope())
        {
            scope.Resolver.GetService<Scoped>().ShouldBeSameAs(scope.Resolver.GetService<Scoped>());
            using IResolverScope other = resolver.Resolver.CreateScope();
            other.Resolver.GetService<Scoped>().ShouldNotBeSameAs(scope.Resolver.GetService<Scoped>());
        }

        resolver.Props<Greeter>("a").Type.ShouldBe(typeof(Greeter));
        (await system.ActorOf(resolver.Props(actor, "b")).Ask<string>("?", TimeSpan.FromSeconds(20))).ShouldBe("hello b");
        Should.Throw<ArgumentException>(() => resolver.Props(service)).Message.ShouldContain(nameof(Greeting));
        await using ActorSystem alone = ActorSystem.Create("alone");
        Should.Throw<InvalidOperationException>(() => DependencyResolver.For(alone)).Message.ShouldContain("'alone'");
    }

    [Fact]
    public async Task The_health_of_the_host_shows_whether_the_system_lives()
    {
        using IHost host = Build(_ => { });
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        await host.StartAsync();
        (await health.CheckHealthAsync()).Entries["akka-liveness"].Status.ShouldBe(HealthStatus.Healthy);
        ActorSystem system = host.Services.GetRequiredService<ActorSystem>();
        var gate = new TaskCompletionSource<Done>();
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "gate", () => gate.Task);
        Task end = system.Terminate();
        HealthReportEntry ending = (await health.CheckHealthAsync()).Entries["akka-liveness"];
        ending.Status.ShouldBe(HealthStatus.Unhealthy);
        ending.Description!.ShouldContain(nameof(CoordinatedShutdown.ActorSystemTerminateReason));
        gate.SetResult(Done.Instance);
        await end.WaitAsync(TimeSpan.FromSeconds(20));
        (await health.CheckHealthAsync()).Entries["akka-liveness"].Description!.ShouldContain("ended");
    }
}
