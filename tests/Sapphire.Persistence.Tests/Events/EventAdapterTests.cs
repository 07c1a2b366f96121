using System.Text;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Tests.Actors;

namespace Sapphire.Persistence.Tests.Events;

public sealed class EventAdapterTests
{
    [Fact]
    public async Task Tags_of_a_write_adapter_reach_the_journal_and_the_handler_gets_the_event_as_it_was()
    {
        EventCatalog catalog = CounterJson.Catalog().AddWriteEventAdapter(new Tagger(), typeof(Added));
        await using ScriptedStage stage = new(catalog: catalog);
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one => one.StoreAll(["red", "plain", "blue"]));
        await stage.NotedAsync("stored 3 blue");
        (await stage.Memory.ReadTagAsync("colour", 0, 10)).Select(row => row.SequenceNr).ShouldBe([1, 3]);
        (await stage.Memory.ReadTagAsync("red", 0, 10)).Single().Tags.ShouldBe(["colour", "red"]);
        (await stage.Memory.ReadAsync("a", 2, 2, 1)).Single().Tags.ShouldBeEmpty();
        await stage.StopAsync(actor);
        stage.Notes.Clear();
        await ScriptedStage.SettledAsync(stage.Spawn());
        stage.Notes.ShouldBe(["event 1 red", "event 2 plain", "event 3 blue", "replayed", "recovered 3"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(101)]
    public async Task An_event_with_a_tag_that_cannot_be_stored_is_rejected(object tag)
    {
        string text = tag as string ?? new string('t', (int)tag);
        EventCatalog catalog = CounterJson.Catalog().AddWriteEventAdapter(new FixedTag(text), typeof(Added));
        await using ScriptedStage stage = new(catalog: catalog);
        ScriptedStage.Do(stage.Spawn(), one => one.Store("a"));
        await stage.NotedAsync("rejected 1");
    }

    [Fact]
    public async Task A_read_adapter_drops_splits_and_changes_events_of_one_number()
    {
        EventCatalog catalog = CounterJson.Catalog().AddReadEventAdapter(new Splitter(), typeof(Added));
        await using ScriptedStage stage = new(catalog: catalog);
        long epoch = await stage.Memory.RaiseEpochAsync("a");
        await stage.Memory.WriteAsync(new("a", epoch, [ScriptedStage.Event(1, "drop"), ScriptedStage.Event(2, "x,y"), ScriptedStage.Event(3, "z"), ScriptedStage.Event(4, "drop")]));
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one => one.Store("next"));
        await stage.NotedAsync("stored 5 next");
        stage.Notes.ShouldBe(["event 2 x", "event 2 y", "event 3 z", "replayed", "recovered 4", "stored 5 next"]);
    }

    [Fact]
    public void Adapters_go_by_the_most_specific_type_that_they_are_bound_to()
    {
        EventCatalog catalog = new EventCatalog().AddAll(CounterJson.Catalog())
            .AddEventAdapter(new Naming("object"), typeof(object))
            .AddEventAdapter(new Naming("added"), typeof(Added));
        Text(catalog.ToJournal(new Added("a"))).ShouldBe("""{"Text":"a added"}""");
        catalog.FromJournal("test.added.1", """{"Text":"a"}"""u8).Events.ShouldBe([new Added("a from added")]);
        Text(catalog.ToJournal(new CounterState(["x"]))).ShouldBe("""{"Texts":["x"]}""");

        // Several readers of one type follow one another; two writers would contradict each other.
        catalog.AddReadEventAdapter(new Naming("second"), typeof(Added));
        catalog.FromJournal("test.added.1", """{"Text":"a"}"""u8).Events.ShouldBe([new Added("a from added"), new Added("a from second")]);
        Should.Throw<ArgumentException>(() => catalog.AddWriteEventAdapter(new Naming("third"), typeof(Added)));
        Should.Throw<ArgumentException>(() => catalog.AddEventAdapter(new Naming("none")));

        // Another catalog brings its adapters along.
        new EventCatalog().AddAll(catalog).FromJournal("test.added.1", """{"Text":"a"}"""u8).Events.Count().ShouldBe(2);
    }

    [Fact]
    public void Without_adapters_an_event_is_one_event()
    {
        CounterJson.Catalog().FromJournal("test.added.1", """{"Text":"a"}"""u8).Events.ShouldBe([new Added("a")]);
        CounterJson.Catalog().ToJournal(new Added("a")).Tags.ShouldBeEmpty();
        EventSequence.Empty.Events.ShouldBeEmpty();
        EventSequence.Create("a", "b").Events.ShouldBe(["a", "b"]);
        EventSequence.Single("a").Events.ShouldBe(["a"]);
    }

    private static string Text(SerializedEvent written) => Encoding.UTF8.GetString(written.Payload);

    private sealed class Tagger : IWriteEventAdapter
    {
        public string Manifest(object evt) => "";

        public object ToJournal(object evt) => evt is Added { Text: "red" or "blue" } added ? new Tagged(added, [added.Text, "colour"]) : evt;
    }

    private sealed class FixedTag(string tag) : IWriteEventAdapter
    {
        public string Manifest(object evt) => "";

        public object ToJournal(object evt) => new Tagged(evt, [tag]);
    }

    private sealed class Splitter : IReadEventAdapter
    {
        public IEventSequence FromJournal(object evt, string manifest) => ((Added)evt).Text switch
        {
            "drop" => EventSequence.Empty,
            string text when text.Contains(',', StringComparison.Ordinal) => EventSequence.Create(text.Split(',').Select(part => (object)new Added(part))),
            _ => EventSequence.Single(evt),
        };
    }

    private sealed class Naming(string name) : IEventAdapter
    {
        public string Manifest(object evt) => "";

        public object ToJournal(object evt) => evt is Added added ? new Added($"{added.Text} {name}") : evt;

        public IEventSequence FromJournal(object evt, string manifest) => EventSequence.Single(evt is Added added ? new Added($"{added.Text} from {name}") : evt);
    }
}
