#pragma warning disable MA0048 // A small persistent actor's events, snapshot and state for the tests of tools.
using System.Text.Json.Serialization;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Tools;

namespace Sapphire.Persistence.Tests.Tools;

public sealed record TallyAdded(long Amount, string Note);

public sealed record TallySnapshot(long Total, int Count);

[JsonSerializable(typeof(TallyAdded))]
[JsonSerializable(typeof(TallySnapshot))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
internal sealed partial class TallyJson : JsonSerializerContext;

/// <summary>Ids that begin with "tally-": a sum that must not become negative.</summary>
internal sealed class TallyStates(bool keepsAllEvents = true) : StateModel
{
    public override bool KeepsAllEvents => keepsAllEvents;

    public static EventCatalog Catalog() => new EventCatalog()
        .Add("tally.added.2", TallyJson.Default.TallyAdded)
        .Upcast("tally.added.1", old =>
        {
            old["note"] = "before notes";
            return old;
        })
        .Add("tally.snapshot.1", TallyJson.Default.TallySnapshot);

    public override bool Owns(string persistenceId) => persistenceId.StartsWith("tally-", StringComparison.Ordinal);

    public override IStateReplay Begin() => new Replay();

    private sealed class Replay : IStateReplay
    {
        private TallySnapshot _state = new(0, 0);

        public void Apply(object happened)
        {
            TallyAdded added = (TallyAdded)happened;
            _state = new(_state.Total + added.Amount, _state.Count + 1);
            if (_state.Total < 0)
            {
                throw new InvalidOperationException($"A tally of {_state.Total}: {added.Note}");
            }
        }

        public object ToSnapshot() => _state;
    }
}
