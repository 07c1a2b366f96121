using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;
using Sapphire.Persistence.InMemory;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Actors;

/// <summary>
/// Random commands to one persistent actor, one after another and many at once, with writes that fail, events that cannot be stored,
/// handlers and commands that throw, snapshots, deletions, restarts and new starts, against a model that fits on a page: the history is a
/// list of texts, of which a prefix may be deleted. What was answered is there; what is there was sent, in order, once; the state is
/// what the history says.
/// </summary>
public sealed class PersistenceModelTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_interleaving_in_memory_equals_the_model(bool answersLater) => Check(Soak.Count(60, 5000), () => Run.InMemory(answersLater));

    [Fact]
    public void Any_interleaving_on_sqlite_equals_the_model() => Check(Soak.Count(15, 500), Run.OnSqlite);

    private static void Check(int tests, Func<Run> start)
    {
        Gen<Step> step = from kind in Gen.Frequency(
                             (6, Gen.Constant(Kind.Persist)), (3, Gen.Constant(Kind.PersistAll)), (6, Gen.Constant(Kind.PersistAsync)), (2, Gen.Constant(Kind.PersistAllAsync)),
                             (3, Gen.Constant(Kind.Nested)), (2, Gen.Constant(Kind.Defer)), (2, Gen.Constant(Kind.Rejected)), (2, Gen.Constant(Kind.ThrowInCommand)),
                             (2, Gen.Constant(Kind.ThrowInHandler)), (2, Gen.Constant(Kind.FailWrite)), (2, Gen.Constant(Kind.Snapshot)), (1, Gen.Constant(Kind.DeleteEvents)),
                             (1, Gen.Constant(Kind.DeleteSnapshots)), (2, Gen.Constant(Kind.Stop)), (3, Gen.Constant(Kind.Settle)), (1, Gen.Constant(Kind.AwaitThenPersist)))
                         from count in Gen.Choose(1, 4)
                         select new Step(kind, count);
        Prop.ForAll(Arb.From(Gen.ListOf(step)), async steps =>
        {
            await using Run run = start();
            await run.PlayAsync([.. steps]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(tests));
    }

    private enum Kind
    {
        Persist,
        PersistAll,
        PersistAsync,
        PersistAllAsync,
        Nested,
        Defer,
        Rejected,
        ThrowInCommand,
        ThrowInHandler,
        FailWrite,
        Snapshot,
        DeleteEvents,
        DeleteSnapshots,
        Stop,
        Settle,
        AwaitThenPersist,
    }

    private sealed record Step(Kind Kind, int Count);

    private sealed class Run : IAsyncDisposable
    {
        private readonly TemporaryFolder? _folder;
        private readonly IJournal _inner;
        private readonly StagedJournal _journal;
        private readonly ActorSystem _system;
        private readonly ConcurrentQueue<(long SequenceNr, string Text)> _acknowledged = new();

        // What the texts of commands are, in the order in which they were sent.
        private readonly List<string> _sent = [];
        private IActorRef? _actor;
        private TaskCompletionSource _gone = new();
        private volatile int _failIn;
        private int _names;

        private Run(IJournal inner, bool staged, TemporaryFolder? folder)
        {
            _inner = inner;
            _folder = folder;
            _journal = new(inner)
            {
                BeforeWrite = _ => _failIn > 0 && --_failIn == 0 ? throw new StorageException(StorageReason.Io, "The disk does not answer.") : Task.CompletedTask,
                AfterWrite = async _ =>
                {
                    if (staged)
                    {
                        await Task.Yield();
                    }
                },
            };
            _system = ActorSystem.Create("model", TestSystem.Prepare(ActorSystemSetup.Empty));
            Persistence.Add(_system, _journal, CounterJson.Catalog());
        }

        public static Run InMemory(bool answersLater) => new(new InMemoryJournal(1000), answersLater, null);

        public static Run OnSqlite()
        {
            TemporaryFolder folder = new();
            return new(SqliteJournal.Open(new(folder.File("journal.db")) { Synchronous = SqliteSynchronous.Normal, MaxPayloadBytes = 1000 }), false, folder);
        }

        public async Task PlayAsync(IReadOnlyList<Step> steps)
        {
            foreach (Step step in steps)
            {
                switch (step.Kind)
                {
                    case Kind.FailWrite:
                        _failIn = step.Count;
                        break;
                    case Kind.Stop:
                        await StopAsync();
                        break;
                    case Kind.Settle:
                        await StateAsync();
                        break;
                    default:
                        Actor().Tell(new Play(step.Kind, [.. Enumerable.Range(0, step.Kind == Kind.Persist ? 1 : step.Count).Select(_ => Name())], _acknowledged), ActorRefs.NoSender);
                        break;
                }
            }

            // The last start finds everything that was acknowledged, and the state is the history.
            _failIn = 0;
            await StateAsync();
            await StopAsync();
            ModelActor.State state = await StateAsync();
            (long, string)[] stored = [.. (await _inner.ReadAsync("m", 1, long.MaxValue, int.MaxValue)).Select(row => (row.SequenceNr, ((Added)CounterJson.Catalog().Deserialize(row.Manifest, row.Payload)).Text))];
            long deletedTo = await _inner.DeletedToAsync("m");
            stored.Select(one => one.Item1).ShouldBe(Enumerable.Range(0, stored.Length).Select(i => deletedTo + i + 1));
            state.LastSequenceNr.ShouldBe(deletedTo + stored.Length);

            // Which events the state still knows depends on what was deleted; none is double, all are in the order of their commands.
            state.Texts.ShouldBeUnique();
            state.Texts.Length.ShouldBeLessThanOrEqualTo((int)state.LastSequenceNr);
            state.Texts.Skip(state.Texts.Length - stored.Length).ShouldBe(stored.Select(one => one.Item2));
            int[] places = [.. state.Texts.Select(text => _sent.IndexOf(text.Split('/')[0]))];
            places.ShouldBe(places.Order());
            places.ShouldNotContain(-1);
            foreach ((long sequenceNr, string text) in _acknowledged)
            {
                if (sequenceNr > deletedTo)
                {
                    stored[(int)(sequenceNr - deletedTo - 1)].ShouldBe((sequenceNr, text));
                }
            }

            _acknowledged.Select(one => one.SequenceNr).ShouldBeUnique();
        }

        public async ValueTask DisposeAsync()
        {
            await _system.DisposeAsync();
            await _journal.DisposeAsync();
            _folder?.Dispose();
        }

        private string Name()
        {
            string name = $"{++_names}";
            _sent.Add(name);
            return name;
        }

        private IActorRef Actor()
        {
            // A failed write stops it: the next message needs a new one. What is sent before that is known is lost, as it may be.
            if (_actor is null || _gone.Task.IsCompleted)
            {
                TaskCompletionSource gone = _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
                IActorRef actor = _actor = _system.ActorOf(Props.Create(() => new ModelActor()));
                _system.ActorOf(Props.Create(() => new Watcher(actor, gone)));
            }

            return _actor;
        }

        private async Task StopAsync()
        {
            if (_actor is { } actor)
            {
                (await actor.GracefulStop(Patience)).ShouldBeTrue();
                _actor = null;
            }
        }

        // Asked again of a new actor when this one stops for a failed write.
        private async Task<ModelActor.State> StateAsync()
        {
            long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
            while (true)
            {
                Environment.TickCount64.ShouldBeLessThan(deadline);
                TaskCompletionSource<ModelActor.State> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
                Actor().Tell(new Report(answer), ActorRefs.NoSender);
                await Task.WhenAny(answer.Task, _gone.Task).WaitAsync(Patience);
                if (answer.Task.IsCompleted)
                {
                    return await answer.Task;
                }
            }
        }
    }

    private sealed record Play(Kind Kind, string[] Names, ConcurrentQueue<(long SequenceNr, string Text)> Acknowledged) : INoSerializationVerificationNeeded;

    private sealed record Report(TaskCompletionSource<ModelActor.State> Answer) : INoSerializationVerificationNeeded;

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef actor, TaskCompletionSource gone)
        {
            Context.Watch(actor);
            Receive<Terminated>(_ => gone.TrySetResult());
        }
    }

    private sealed class ModelActor : ReceivePersistentActor
    {
        private readonly List<string> _texts = [];

        public ModelActor()
        {
            Recover<Added>(Apply);
            Recover<SnapshotOffer>(offer =>
            {
                _texts.Clear();
                _texts.AddRange(((CounterState)offer.Snapshot).Texts);
            });
            CommandAsync<Play>(async play =>
            {
                await Task.Yield();
                Store(play, play.Names);
            }, play => play.Kind == Kind.AwaitThenPersist);
            Command<Play>(Handle);
            Command<Report>(report => Defer(report, one => one.Answer.TrySetResult(new([.. _texts], LastSequenceNr))));
        }

        public override string PersistenceId => "m";

        private void Handle(Play play)
        {
            switch (play.Kind)
            {
                case Kind.PersistAll:
                    PersistAll(play.Names.Select(name => new Added(name)), added => Acknowledge(play, added));
                    break;
                case Kind.PersistAsync:
                    foreach (string name in play.Names)
                    {
                        PersistAsync(new Added(name), added => Acknowledge(play, added));
                    }

                    break;
                case Kind.PersistAllAsync:
                    PersistAllAsync(play.Names.Select(name => new Added(name)), added => Acknowledge(play, added));
                    break;
                case Kind.Nested:
                    Nest(play, play.Names[0], play.Names.Length);
                    break;
                case Kind.Defer:
                    PersistAsync(new Added(play.Names[0]), added => Acknowledge(play, added));
                    DeferAsync(play.Names[0], name => _texts.Contains(name).ShouldBeTrue());
                    break;
                case Kind.Rejected:
                    Persist(new Unregistered("x"), _ => throw new InvalidOperationException("must not run"));
                    PersistAll([new Added(new string('x', 2000)), new Added("never")], _ => throw new InvalidOperationException("must not run"));
                    Persist(new Added(play.Names[0]), added => Acknowledge(play, added));
                    break;
                case Kind.ThrowInCommand:
                    Persist(new Added("never"), added => Acknowledge(play, added));
                    throw new InvalidOperationException("in the command");
                case Kind.ThrowInHandler:
                    Persist(new Added(play.Names[0]), ThrowAfter(play));
                    break;
                case Kind.Snapshot:
                    SaveSnapshot(new CounterState([.. _texts]));
                    break;
                case Kind.DeleteEvents:
                    // What the newest snapshot holds need not be kept.
                    SaveSnapshot(new CounterState([.. _texts]));
                    DeleteMessages(LastSequenceNr);
                    break;
                case Kind.DeleteSnapshots:
                    DeleteSnapshots(new(SnapshotSequenceNr - 1));
                    break;
                default:
                    Store(play, play.Names);
                    break;
            }
        }

        private Action<Added> ThrowAfter(Play play) => added =>
        {
            Acknowledge(play, added);
            throw new InvalidOperationException("in the handler");
        };

        private void Store(Play play, string[] names)
        {
            foreach (string name in names)
            {
                Persist(new Added(name), added => Acknowledge(play, added));
            }
        }

        private void Nest(Play play, string name, int depth) => Persist(new Added($"{name}/{depth}"), added =>
        {
            Acknowledge(play, added);
            if (depth > 1)
            {
                Nest(play, name, depth - 1);
            }
        });

        private void Acknowledge(Play play, Added added)
        {
            Apply(added);
            play.Acknowledged.Enqueue((LastSequenceNr, added.Text));
        }

        private void Apply(Added added) => _texts.Add(added.Text);

        public sealed record State(string[] Texts, long LastSequenceNr);
    }
}
