using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Actors;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Health;

/// <summary>Actors that recover while the store can be read and takes no writes: another connection holds its write lock.</summary>
public sealed class ReadOnlyRecoveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly ActorSystem _system = ActorSystem.Create("test", TestSystem.Prepare(ActorSystemSetup.Empty));
    private GuardedJournal _journal = null!;

    private string JournalPath => _folder.File("journal.db");

    public ValueTask InitializeAsync()
    {
        CircuitBreakerSettings quick = new(2, Patience, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200));
        _journal = new(SqliteJournal.Open(new(JournalPath) { BusyTimeout = TimeSpan.FromMilliseconds(20) }), new() { Journal = quick });
        Persistence.Add(_system, _journal, CounterJson.Catalog());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_shows_its_state_refuses_to_persist_and_becomes_the_owner_later()
    {
        await WriteAsync("a", "b", "c");
        IActorRef reader;
        using (SqliteConnection held = Lock())
        {
            reader = Spawn(recoversReadOnly: true);
            View view = await AskAsync<View>(reader, "get");
            view.ShouldBe(new("a b c", 3, 0, "Busy", 1));
            (await AskAsync<string>(reader, new Counter.Add("d"))).ShouldStartWith("InvalidOperationException");
            (await AskAsync<string>(reader, "snapshot")).ShouldStartWith("InvalidOperationException");

            // It fails again; the command that asked for it is answered then.
            reader.Tell("again", ActorRefs.NoSender);
            (await AskAsync<View>(reader, "get")).Recoveries.ShouldBe(2);
        }

        await UntilHealthyAsync();

        // Somebody else wrote meanwhile: it is seen.
        long other = await _journal.RaiseEpochAsync("c");
        await _journal.WriteAsync(new("c", other, [Entries.Entry(4, """{"Text":"x"}""", "test.added.1")]));
        reader.Tell("again", ActorRefs.NoSender);
        (await AskAsync<string>(reader, new Counter.Add("d"))).ShouldBe("stored");
        (await AskAsync<View>(reader, "get")).ShouldBe(new("a b c x d", 5, other + 1, null, 3));
        (await _journal.AllAsync("c")).Select(row => row.Epoch).ShouldBe([1, 1, 1, 2, 3]);
        (await AskAsync<string>(reader, "again")).ShouldStartWith("InvalidOperationException");
    }

    [Fact]
    public async Task Commands_that_come_while_it_recovers_again_wait_and_are_handled_in_order()
    {
        await WriteAsync("a");
        IActorRef reader;
        using (SqliteConnection held = Lock())
        {
            reader = Spawn(recoversReadOnly: true);
            (await AskAsync<View>(reader, "get")).Cause.ShouldBe("Busy");
        }

        await UntilHealthyAsync();
        reader.Tell("again", ActorRefs.NoSender);
        Task<string>[] answers = [.. Enumerable.Range(0, 100).Select(i => AskAsync<string>(reader, new Counter.Add($"{i}")))];
        (await Task.WhenAll(answers)).ShouldAllBe(answer => answer == "stored");
        (await AskAsync<View>(reader, "get")).Texts.ShouldBe("a " + string.Join(' ', Enumerable.Range(0, 100)));
    }

    [Fact]
    public async Task An_actor_that_does_not_ask_for_it_fails_to_recover()
    {
        await WriteAsync("a");
        using SqliteConnection held = Lock();
        IActorRef actor = Spawn(recoversReadOnly: false);
        using Inbox inbox = Inbox.Create(_system);
        inbox.Watch(actor);
        (await inbox.ReceiveAsync(Patience)).ShouldBeOfType<Terminated>();
    }

    private async Task WriteAsync(params string[] texts)
    {
        long epoch = await _journal.RaiseEpochAsync("c");
        await _journal.WriteAsync(new("c", epoch, [.. texts.Select((text, i) => Entries.Entry(i + 1, $$"""{"Text":"{{text}}"}""", "test.added.1"))]));
    }

    private SqliteConnection Lock()
    {
        SqliteConnection other = SqliteFile.Open(new(JournalPath));
        SqliteFile.Execute(other.Handle!, "BEGIN IMMEDIATE", JournalPath);
        return other;
    }

    private IActorRef Spawn(bool recoversReadOnly) => _system.ActorOf(Props.Create(() => new Reader(recoversReadOnly)));

    private static Task<T> AskAsync<T>(IActorRef actor, object message) => actor.Ask<T>(message, Patience);

    private async Task UntilHealthyAsync()
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(5));
        while (_journal.Health.Problem is not null)
        {
            await tick.WaitForNextTickAsync(deadline.Token);
        }
    }

    public sealed record View(string Texts, long LastSequenceNr, long Epoch, string? Cause, int Recoveries);

    private sealed class Reader : ReceivePersistentActor
    {
        private readonly bool _recoversReadOnly;
        private ImmutableArray<string> _texts = [];
        private int _recoveries;

        public Reader(bool recoversReadOnly)
        {
            _recoversReadOnly = recoversReadOnly;
            Recover<Added>(added => _texts = _texts.Add(added.Text));
            Recover<RecoveryCompleted>(_ => _recoveries++);
            Command<string>(text => text == "get", _ => Sender.Tell(new View(string.Join(' ', _texts), LastSequenceNr, WriterEpoch, Cause, _recoveries), Self));
            Command<string>(text => text == "again", _ => Try(RecoverAgain));
            Command<string>(text => text == "snapshot", _ => Try(() => SaveSnapshot(new CounterState(_texts))));
            Command<Counter.Add>(add => Try(() => Persist(new Added(add.Text), added =>
            {
                _texts = _texts.Add(added.Text);
                Sender.Tell("stored", Self);
            })));
        }

        public override string PersistenceId => "c";

        protected override bool RecoversReadOnly => _recoversReadOnly;

        // The first failures are the file's, later ones the breaker's.
        private string? Cause => ReadOnlyCause is { } cause ? (cause.InnerException as StorageException ?? cause).Reason.ToString() : null;

        private void Try(Action action)
        {
            try
            {
                action();
            }
            catch (InvalidOperationException e)
            {
                Sender.Tell($"{nameof(InvalidOperationException)} {e.Message}", Self);
            }
        }
    }
}
