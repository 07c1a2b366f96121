using System.Collections.Immutable;

namespace Sapphire.Actors.Assistant.Grammar;

/// <summary>
/// Reads patterns: words, <c>[optional]</c>, <c>(one|other)</c>, <c>{slot}</c> or <c>{name:slot}</c>, <c>&lt;rule&gt;</c>.
/// One pattern a line; a line that begins with # is a comment.
/// </summary>
internal sealed class PatternReader
{
    private readonly IReadOnlyDictionary<string, PatternNode> _rules;
    private readonly string _text;
    private int _at;

    private PatternReader(string text, IReadOnlyDictionary<string, PatternNode> rules)
    {
        _text = text;
        _rules = rules;
    }

    /// <summary>Reads one pattern.</summary>
    /// <exception cref="FormatException">It is malformed; the message shows where.</exception>
    public static PatternNode Read(string text, IReadOnlyDictionary<string, PatternNode> rules)
    {
        var reader = new PatternReader(text, rules);
        PatternNode node = reader.Choice();
        return reader._at == text.Length ? node : throw reader.Error("unexpected sign");
    }

    private PatternNode Choice()
    {
        var options = ImmutableArray.CreateBuilder<PatternNode>();
        options.Add(Sequence());
        while (Take('|'))
        {
            options.Add(Sequence());
        }

        return options.Count == 1 ? options[0] : new PatternNode.Choice(options.ToImmutable());
    }

    private PatternNode Sequence()
    {
        var parts = ImmutableArray.CreateBuilder<PatternNode>();
        while (true)
        {
            while (_at < _text.Length && _text[_at] == ' ')
            {
                _at++;
            }

            if (_at == _text.Length || _text[_at] is '|' or ')' or ']')
            {
                break;
            }

            parts.Add(Part());
        }

        return parts.Count switch
        {
            0 => throw Error("nothing stands here"),
            1 => parts[0],
            _ => new PatternNode.Sequence(parts.ToImmutable()),
        };
    }

    private PatternNode Part()
    {
        if (Take('['))
        {
            PatternNode inner = Choice();
            return Take(']') ? new PatternNode.Optional(inner) : throw Error("']' is missing");
        }

        if (Take('('))
        {
            PatternNode inner = Choice();
            return Take(')') ? inner : throw Error("')' is missing");
        }

        if (Take('{'))
        {
            string[] names = Until('}').Split(':');
            return Enum.TryParse(names[^1], ignoreCase: true, out SlotKind kind) ? new PatternNode.Slot(names[0], kind) : throw Error($"no slot '{names[^1]}'");
        }

        if (Take('<'))
        {
            string name = Until('>');
            return _rules.TryGetValue(name, out PatternNode? rule) ? rule : throw Error($"no rule '{name}'");
        }

        int start = _at;
        while (_at < _text.Length && !" |()[]{}<>".Contains(_text[_at], StringComparison.Ordinal))
        {
            _at++;
        }

        return _at > start ? new PatternNode.Word(_text[start.._at]) : throw Error("unexpected sign");
    }

    private string Until(char end)
    {
        int stop = _text.IndexOf(end, _at);
        if (stop < 0)
        {
            throw Error($"'{end}' is missing");
        }

        string inner = _text[_at..stop];
        _at = stop + 1;
        return inner;
    }

    private bool Take(char sign)
    {
        if (_at < _text.Length && _text[_at] == sign)
        {
            _at++;
            return true;
        }

        return false;
    }

    private FormatException Error(string what) => new($"{what} at {_at + 1} in the pattern '{_text}'.");
}
