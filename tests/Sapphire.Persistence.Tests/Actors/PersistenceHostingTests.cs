using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Actors;

public sealed class PersistenceHostingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_hosted_system_finds_its_journal_and_the_host_closes_it()
    {
        for (int start = 1; start <= 2; start++)
        {
            using IHost host = Build();
            await host.StartAsync();
            IActorRef counter = host.Services.GetRequiredService<IRequiredActor<CounterActor>>().ActorRef;
            (await counter.Ask<string>(new Counter.Add("a"), TimeSpan.FromSeconds(20))).ShouldBe($"{start} a");
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();

            // The last connection to close removes the WAL.
            File.Exists(_folder.File("journal.db-wal")).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task An_unusable_journal_stops_the_start_with_its_message()
    {
        await File.WriteAllTextAsync(_folder.File("journal.db"), new string('x', 5000));
        using IHost host = Build();
        StorageException error = await Should.ThrowAsync<StorageException>(() => host.StartAsync());
        error.Reason.ShouldBe(StorageReason.Corrupt);
    }

    [Fact]
    public async Task A_system_without_persistence_says_how_to_add_it()
    {
        await using ActorSystem system = ActorSystem.Create("bare");
        Should.Throw<InvalidOperationException>(() => Persistence.Get(system)).Message.ShouldContain("AddSapphirePersistence");
    }

    private IHost Build()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSapphirePersistence(_ => new(new(_folder.File("journal.db"))));
        builder.Services.AddEventCatalog(CounterJson.Catalog());
        builder.Services.AddAkka("hosted", (actors, provider) =>
        {
            _ = provider.GetRequiredService<PersistenceExtension>();
            actors.WithActors((system, registry) => registry.Register<CounterActor>(system.ActorOf(Props.Create(() => new CounterActor("c", new ConcurrentQueue<string>())))));
        });
        return builder.Build();
    }
}
