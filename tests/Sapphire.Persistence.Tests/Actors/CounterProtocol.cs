using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Sapphire.Persistence.Events;

namespace Sapphire.Persistence.Tests.Actors;

public sealed record Added(string Text);

public sealed record Unregistered(string Text);

public sealed record CounterState(ImmutableArray<string> Texts);

[JsonSerializable(typeof(Added))]
[JsonSerializable(typeof(CounterState))]
internal sealed partial class CounterJson : JsonSerializerContext
{
    public static EventCatalog Catalog() => new EventCatalog()
        .Add("test.added.1", Default.Added)
        .Add("test.counter-state.1", Default.CounterState);
}

/// <summary>What <see cref="CounterActor"/> understands.</summary>
public static class Counter
{
    public sealed record Add(string Text);

    public sealed record AddAll(ImmutableArray<string> Texts);

    public sealed record AddAsync(string Text);

    public sealed record AddAfter(string Text, Task Gate);

    public sealed record AddUnregistered(string Text);

    public sealed record AddTwiceThenThrow(string Text);

    public sealed record AddThenThrowInHandler(string Text);

    public sealed record Defer(string Text);

    public sealed record Snapshot;

    public sealed record Get;

    public sealed record Open;

    public sealed record Close;

    public sealed record State(ImmutableArray<string> Texts, long LastSequenceNr, long Epoch, bool FromSnapshot, int Incarnation);
}
