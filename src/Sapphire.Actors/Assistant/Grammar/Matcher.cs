using System.Collections.Immutable;
using Sapphire.Actors.Assistant.Language;
using Sapphire.Actors.Tools.Time;

namespace Sapphire.Actors.Assistant.Grammar;

/// <summary>
/// Fits patterns to one utterance by backtracking. Slot parses are remembered for each place, and the steps are counted, so
/// that no text takes long.
/// </summary>
internal sealed class Matcher(Utterance utterance, string? previousResult)
{
    private const int MaxSteps = 200_000;
    private const int MaxLabelWords = 4;

    private readonly Dictionary<(SlotKind, int), List<Parsed<object>>> _parsed = [];
    private readonly List<(string Name, object Value)> _bound = [];
    private int _steps;
    private (int Cost, ImmutableDictionary<string, object> Slots)? _best;

    /// <summary>The cheapest way in which the whole utterance fits a pattern; null when it does not.</summary>
    public (int Cost, ImmutableDictionary<string, object> Slots)? Match(PatternNode pattern, int maxCost)
    {
        _best = null;
        _bound.Clear();
        Walk(pattern, 0, 0, maxCost, (end, cost) =>
        {
            if (end == utterance.Count && cost <= maxCost && (_best is null || cost < _best.Value.Cost))
            {
                ImmutableDictionary<string, object>.Builder slots = ImmutableDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);
                foreach ((string name, object value) in _bound)
                {
                    slots[name] = value;
                }

                _best = (cost, slots.ToImmutable());
            }
        });
        return _best;
    }

    private void Walk(PatternNode node, int at, int cost, int maxCost, Action<int, int> next)
    {
        if (cost > maxCost || ++_steps > MaxSteps || (_best is { } best && best.Cost <= cost))
        {
            return;
        }

        switch (node)
        {
            case PatternNode.Word(var text):
                Literal(text, at, cost, next);
                break;
            case PatternNode.Sequence(var parts):
                Follow(parts, 0, at, cost, maxCost, next);
                break;
            case PatternNode.Choice(var options):
                foreach (PatternNode option in options)
                {
                    Walk(option, at, cost, maxCost, next);
                }

                break;
            case PatternNode.Optional(var inner):
                Walk(inner, at, cost, maxCost, next);
                next(at, cost);
                break;
            case PatternNode.Slot(var name, var kind):
                foreach (Parsed<object> value in SlotValues(kind, at))
                {
                    _bound.Add((name, value.Value));
                    next(value.End, cost + value.Cost);
                    _bound.RemoveAt(_bound.Count - 1);
                }

                break;
        }
    }

    private void Follow(ImmutableArray<PatternNode> parts, int index, int at, int cost, int maxCost, Action<int, int> next)
    {
        if (index == parts.Length)
        {
            next(at, cost);
            return;
        }

        Walk(parts[index], at, cost, maxCost, (end, newCost) => Follow(parts, index + 1, end, newCost, maxCost, next));
    }

    private void Literal(string word, int at, int cost, Action<int, int> next)
    {
        string heard = utterance[at];
        if (heard.Length == 0)
        {
            return;
        }

        if (heard == word)
        {
            next(at + 1, cost);
            return;
        }

        if (word is "a" or "an" or "the" or "my" && heard is "a" or "an" or "the" or "my")
        {
            next(at + 1, cost + Slips.ArticleCost);
            return;
        }

        foreach (string[] words in Slips.HeardFor(word))
        {
            if (utterance.Has(at, words))
            {
                next(at + words.Length, cost + Slips.WordCost);
                return;
            }
        }

        // A word that the table knows is no slip of the hand for another.
        if (!PhraseTable.Vocabulary.Contains(heard) && Slips.IsTypo(word, heard))
        {
            next(at + 1, cost + Slips.WordCost);
        }
    }

    private List<Parsed<object>> SlotValues(SlotKind kind, int at)
    {
        if (!_parsed.TryGetValue((kind, at), out List<Parsed<object>>? values))
        {
            values = at < utterance.Count ? Parse(kind, at) : [];
            _parsed[(kind, at)] = values;
        }

        return values;
    }

    private List<Parsed<object>> Parse(SlotKind kind, int at) => kind switch
    {
        SlotKind.Number => Box(NumberParser.Parse(utterance, at)),
        SlotKind.Duration => Box(DurationParser.Parse(utterance, at)),
        SlotKind.Clock => Box(ClockParser.Parse(utterance, at)),
        SlotKind.Moment => Box(MomentParser.Parse(utterance, at)),
        SlotKind.Day => Box(DayParser.Parse(utterance, at)),
        SlotKind.Quantity => Box(QuantityParser.Parse(utterance, at)),
        SlotKind.Unit => Box(QuantityParser.Units(utterance, at)),
        SlotKind.Expression => Box(ExpressionParser.Parse(utterance, at, previousResult)),
        SlotKind.Continuation => previousResult is null ? [] : Box(ExpressionParser.Continuation(utterance, at, previousResult)),
        SlotKind.Place => PlacesAt(at),
        SlotKind.Label => Free(at, MaxLabelWords),
        _ => Free(at, int.MaxValue),
    };

    private static List<Parsed<object>> Box<T>(List<Parsed<T>> values)
        where T : notnull => values.ConvertAll(v => new Parsed<object>(v.Value, v.End, v.Cost));

    private static List<Parsed<object>> Box(Parsed<string>? value) => value is { } v ? [new(v.Value, v.End, v.Cost)] : [];

    private List<Parsed<object>> PlacesAt(int at)
    {
        var found = new List<Parsed<object>>();
        for (int length = Math.Min(Places.MaxTokens, utterance.Count - at); length >= 1; length--)
        {
            if (Places.Find(utterance.Words(at, at + length)) is { } place)
            {
                found.Add(new(place.Name, at + length, 0));
            }
        }

        return found;
    }

    /// <summary>Free text costs one a word, so that a pattern that understands more of the words wins.</summary>
    private List<Parsed<object>> Free(int at, int most)
    {
        var found = new List<Parsed<object>>();
        for (int end = at + 1; end <= utterance.Count && end - at <= most; end++)
        {
            found.Add(new(utterance.Original(at, end), end, Math.Min(end - at, 8)));
        }

        return found;
    }
}
