using System.Collections.Immutable;

namespace Sapphire.Kernel.Configuration;

/// <summary>Recursive descent over the tokens of one text; substitutions stay as they are.</summary>
internal sealed class HoconParser
{
    /// <summary>Objects and lists nest at most this deep.</summary>
    internal const int MaximumDepth = 200;

    private readonly HoconTokenReader _reader;
    private readonly HoconPath _prefix;
    private readonly HoconIncluder _includer;

    private HoconParser(HoconTokenReader reader, HoconPath prefix, HoconIncluder includer)
    {
        _reader = reader;
        _prefix = prefix;
        _includer = includer;
    }

    private HoconToken Current => _reader.Current;

    /// <summary>Reads a whole text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it comes from, for messages and for what it includes.</param>
    /// <param name="prefix">The path at which the text is included; the root for the first one.</param>
    /// <param name="includer">Reads included files, and knows how deep the text nests.</param>
    /// <exception cref="HoconException">The text is not HOCON, or its root is a list.</exception>
    public static HoconObject Parse(string text, HoconSource source, HoconPath prefix, HoconIncluder includer) =>
        new HoconParser(new HoconTokenReader(text, source), prefix, includer).Root();

    private HoconObject Root()
    {
        SkipBlankAndNewlines();
        if (Current.Kind == HoconTokenKind.OpenBracket)
            throw Error(Current, "a configuration is an object of keys and values, this is a list");
        var braces = Current.Kind == HoconTokenKind.OpenBrace;
        var root = braces ? Object(_prefix) : Fields(new HoconObject(Origin(Current)), _prefix, HoconTokenKind.End);
        SkipBlankAndNewlines();
        if (Current.Kind != HoconTokenKind.End)
            throw Expected("the end of the text after the closing '}'");
        return root;
    }

    private HoconObject Object(HoconPath? path)
    {
        var open = Enter();
        var result = Fields(new HoconObject(Origin(open)), path, HoconTokenKind.CloseBrace);
        if (Current.Kind != HoconTokenKind.CloseBrace)
            throw Expected($"'}}' for the '{{' of line {open.Line}");
        Leave();
        return result;
    }

    // path is null inside a list, whose items no path reaches.
    private HoconObject Fields(HoconObject target, HoconPath? path, HoconTokenKind closing)
    {
        while (true)
        {
            SkipBlankAndNewlines();
            if (Current.Kind == closing || Current.Kind == HoconTokenKind.End)
                return target;
            Field(target, path);
            if (!Separator("a comma or a new line after the value", closing))
                return target;
        }
    }

    private void Field(HoconObject target, HoconPath? path)
    {
        // `include.x = 1` is one token, so only the word by itself comes here.
        if (Current is { Kind: HoconTokenKind.Unquoted, Text: "include" })
        {
            var word = _reader.Take();
            Descend(word, 1);
            var included = _includer.Include(HoconInclude.Read(_reader), path ?? HoconPath.Root, _reader.Source);
            _includer.Depth--;
            foreach (var (name, field) in included.Fields)
                target.Fields[name] = HoconMerge.Combine(target.Fields.GetValueOrDefault(name), field, inPlace: true);
            return;
        }

        var keyToken = Current;
        var key = Path("a key, 'include' or the end of the object");
        SkipBlankAndNewlines();
        var full = path?.Append(key);
        // Each key but the last stands for an object.
        var objects = key.Keys.Length - 1;
        Descend(keyToken, objects);
        HoconNode value;
        switch (Current.Kind)
        {
            case HoconTokenKind.OpenBrace:
                value = Value(full);
                break;
            case HoconTokenKind.Assign:
                _reader.Take();
                SkipBlankAndNewlines();
                value = Value(full);
                break;
            case HoconTokenKind.Append:
                var origin = Origin(Current);
                _reader.Take();
                SkipBlankAndNewlines();
                value = HoconConcatenation.Append(full, new HoconArray([Value(null)], origin));
                break;
            default:
                throw Expected($"'=', ':', '+=' or '{{' after the key '{key}' of line {keyToken.Line}");
        }

        _includer.Depth -= objects;
        HoconMerge.Set(target, key.Keys.AsSpan(), value);
    }

    private HoconNode Value(HoconPath? path)
    {
        var first = Current;
        var parts = ImmutableArray.CreateBuilder<HoconNode>();
        var blank = default(HoconToken?);
        while (true)
        {
            HoconNode part;
            var token = Current;
            switch (token.Kind)
            {
                case HoconTokenKind.Whitespace:
                    blank = token;
                    _reader.Take();
                    continue;
                case HoconTokenKind.Quoted:
                    part = new HoconScalar(token.Text, HoconScalarKind.String, Origin(token));
                    _reader.Take();
                    break;
                case HoconTokenKind.Unquoted:
                    part = Unquoted(token);
                    _reader.Take();
                    break;
                case HoconTokenKind.OpenBrace:
                    part = Object(path);
                    break;
                case HoconTokenKind.OpenBracket:
                    part = Array();
                    break;
                case HoconTokenKind.Substitution or HoconTokenKind.OptionalSubstitution:
                    part = Substitution();
                    break;
                default:
                    if (parts.Count == 0)
                        throw Expected("a value");
                    return Join(parts.ToImmutable(), Origin(first));
            }

            // Whitespace counts between two parts only.
            if (blank is { } between && parts.Count > 0)
                parts.Add(new HoconScalar(between.Text, HoconScalarKind.String, Origin(between), isBlank: true));
            blank = null;
            parts.Add(part);
        }
    }

    private static HoconNode Join(ImmutableArray<HoconNode> parts, ConfigOrigin origin)
    {
        if (parts.Length == 1)
            return parts[0];
        var joined = new HoconConcatenation(parts, origin);
        // Objects merge like the values of one key, so that substitutions in them see both.
        if (parts.All(part => part is HoconObject or HoconScalar { IsBlank: true }))
            return parts.OfType<HoconObject>().Aggregate((older, newer) => (HoconObject)HoconMerge.Combine(older, newer, inPlace: true));
        // Without substitutions there is nothing to wait for.
        return parts.All(part => part.IsResolved) ? HoconConcatenator.Join(joined.Parts, origin)! : joined;
    }

    private HoconArray Array()
    {
        var open = Enter();
        var items = ImmutableArray.CreateBuilder<HoconNode>();
        while (true)
        {
            SkipBlankAndNewlines();
            if (Current.Kind == HoconTokenKind.CloseBracket)
                break;
            if (Current.Kind == HoconTokenKind.End)
                throw Expected($"']' for the '[' of line {open.Line}");
            items.Add(Value(null));
            if (!Separator("a comma or a new line after the item", HoconTokenKind.CloseBracket))
                break;
        }

        if (Current.Kind != HoconTokenKind.CloseBracket)
            throw Expected($"']' for the '[' of line {open.Line}");
        Leave();
        return new HoconArray(items.ToImmutable(), Origin(open));
    }

    private HoconSubstitution Substitution()
    {
        var open = Current;
        _reader.Take();
        var path = Path("a path");
        if (Current.Kind != HoconTokenKind.CloseBrace)
            throw Expected($"'}}' for the '{open.Text}'");
        _reader.Take();
        return new HoconSubstitution(path, _prefix, open.Kind == HoconTokenKind.OptionalSubstitution, ownValueOnly: false, Origin(open));
    }

    private HoconPath Path(string expected)
    {
        var builder = new HoconPathBuilder(Origin(Current));
        if (Current.Kind is HoconTokenKind.Substitution or HoconTokenKind.OptionalSubstitution)
            throw Error(Current, $"expected {expected}, found a substitution; substitutions stand in values only, not in keys nor inside each other");
        if (Current.Kind is not (HoconTokenKind.Unquoted or HoconTokenKind.Quoted or HoconTokenKind.Whitespace))
            throw Expected(expected);
        while (Current.Kind is HoconTokenKind.Unquoted or HoconTokenKind.Quoted or HoconTokenKind.Whitespace)
        {
            builder.Add(Current);
            _reader.Take();
        }

        return builder.Build();
    }

    private HoconScalar Unquoted(HoconToken token)
    {
        var kind = token.Text switch
        {
            "true" or "false" => HoconScalarKind.Boolean,
            "null" => HoconScalarKind.Null,
            _ => HoconUnits.IsNumber(token.Text) ? HoconScalarKind.Number : HoconScalarKind.String,
        };
        return new HoconScalar(token.Text, kind, Origin(token));
    }

    // True when another field or item may follow. One comma, with new lines around it, or new lines alone.
    private bool Separator(string expected, HoconTokenKind closing)
    {
        SkipBlank();
        var newline = Current.Kind == HoconTokenKind.Newline;
        SkipBlankAndNewlines();
        if (Current.Kind == HoconTokenKind.Comma)
        {
            _reader.Take();
            SkipBlankAndNewlines();
            if (Current.Kind == HoconTokenKind.Comma)
                throw Error(Current, "two commas in a row");
            return true;
        }

        if (Current.Kind == closing || Current.Kind == HoconTokenKind.End)
            return false;
        return newline ? true : throw Expected(expected);
    }

    private HoconToken Enter()
    {
        Descend(Current, 1);
        return _reader.Take();
    }

    private void Leave()
    {
        _includer.Depth--;
        _reader.Take();
    }

    private void Descend(HoconToken at, int levels)
    {
        _includer.Depth += levels;
        if (_includer.Depth > MaximumDepth)
            throw Error(at, $"objects, lists and includes nest deeper than {MaximumDepth}");
    }

    private void SkipBlank() => _reader.SkipBlank();

    private void SkipBlankAndNewlines() => _reader.SkipBlankAndNewlines();

    private ConfigOrigin Origin(HoconToken token) => _reader.Origin(token);

    private HoconException Expected(string what) => _reader.Expected(what);

    private HoconException Error(HoconToken at, string problem) => _reader.Error(at, problem);
}
