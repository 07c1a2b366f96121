using System.Collections.Immutable;
using Sapphire.Actors.Assistant.Language;

namespace Sapphire.Actors.Assistant.Grammar;

/// <summary>An intent whose pattern fits a whole utterance.</summary>
/// <param name="Intent">The intent.</param>
/// <param name="Slots">The values by slot name.</param>
/// <param name="Cost">What had to be assumed: slips, and words of free text.</param>
/// <param name="Utterance">The words that the pattern fits.</param>
/// <param name="Order">The place of the pattern in the table; of equal costs the first counts.</param>
internal sealed record PatternMatch(Intent Intent, ImmutableDictionary<string, object> Slots, int Cost, int Order, Utterance Utterance)
{
    /// <summary>Whether the slot is there.</summary>
    public bool Has(string slot) => Slots.ContainsKey(slot);

    /// <summary>The value of a slot.</summary>
    public T Get<T>(string slot) => (T)Slots[slot];

    /// <summary>The text of a slot; null when it is not there.</summary>
    public string? Text(string slot) => Slots.TryGetValue(slot, out object? value) ? value.ToString() : null;

    /// <summary>The quantity of a slot.</summary>
    public Quantity Quantity(string slot) => Get<Quantity>(slot);
}
