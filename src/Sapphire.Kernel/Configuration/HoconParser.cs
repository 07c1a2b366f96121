using System.Collections.Immutable;

namespace Sapphire.Kernel.Configuration;

/// <summary>Recursive descent over the tokens of one text; substitutions stay as they are.</summary>
internal sealed class HoconParser
{
    /// <summary>Objects and lists nest at most this deep.</summary>
    internal const int MaximumDepth = 200;

    private readonly List<HoconToken> _tokens;
    private readonly string? _file;
    private readonly HoconPath _prefix;
    private readonly HoconIncluder _includer;
    private int _next;
    private int _depth;

    private HoconParser(string text, string? file, HoconPath prefix, HoconIncluder includer)
    {
        _tokens = HoconLexer.Read(text, file);
        _file = file;
        _prefix = prefix;
        _includer = includer;
    }

    private HoconToken Current => _tokens[_next];

    /// <summary>Reads a whole text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file it comes from, for messages.</param>
    /// <param name="prefix">The path at which the text is included; the root for the first one.</param>
    /// <param name="includer">Reads included files.</param>
    /// <exception cref="HoconException">The text is not HOCON, or its root is a list.</exception>
    public static HoconObject Parse(string text, string? file, HoconPath prefix, HoconIncluder includer) =>
        new HoconParser(text, file, prefix, includer).Root();

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
        if (IsInclude())
        {
            _next++;
            var included = Include(path ?? HoconPath.Root);
            foreach (var (name, field) in included.Fields)
                target.Fields[name] = HoconMerge.Combine(target.Fields.GetValueOrDefault(name), field, inPlace: true);
            return;
        }

        var keyToken = Current;
        var key = Path("a key, 'include' or the end of the object");
        SkipBlankAndNewlines();
        var full = path?.Append(key);
        HoconNode value;
        switch (Current.Kind)
        {
            case HoconTokenKind.OpenBrace:
                value = Value(full);
                break;
            case HoconTokenKind.Assign:
                _next++;
                SkipBlankAndNewlines();
                value = Value(full);
                break;
            case HoconTokenKind.Append:
                if (full is not { } own)
                    throw Error(Current, "'+=' cannot be used inside a list");
                var origin = Origin(Current);
                _next++;
                SkipBlankAndNewlines();
                var item = new HoconArray([Value(full)], origin);
                value = new HoconConcatenation(
                    [new HoconSubstitution(own, HoconPath.Root, optional: true, ownValueOnly: true, origin), item], origin);
                break;
            default:
                throw Expected($"'=', ':', '+=' or '{{' after the key '{key}' of line {keyToken.Line}");
        }

        HoconMerge.Set(target, key.Keys.AsSpan(), value);
    }

    private bool IsInclude()
    {
        if (Current is not { Kind: HoconTokenKind.Unquoted, Text: "include" })
            return false;
        // `include.x = 1` is one token, so only the word by itself comes here.
        return true;
    }

    private HoconObject Include(HoconPath path)
    {
        SkipBlankAndNewlines();
        var at = Current;
        var call = "";
        while (Current.Kind is HoconTokenKind.Unquoted or HoconTokenKind.Whitespace)
        {
            call += Current.Kind == HoconTokenKind.Unquoted ? Current.Text : "";
            _next++;
        }

        const string Forms = "\"name\", file(\"name\"), required(\"name\") or required(file(\"name\")) after 'include'";
        if (Current.Kind != HoconTokenKind.Quoted || call is not ("" or "file(" or "required(" or "required(file("))
            throw Error(at, $"expected {Forms}, found {at.Describe()}");
        var name = Current;
        _next++;
        for (var open = call.Count(c => c == '('); open > 0;)
        {
            SkipBlank();
            if (Current.Kind != HoconTokenKind.Unquoted || Current.Text.Length > open || Current.Text.Trim(')').Length > 0)
                throw Expected("')'");
            open -= Current.Text.Length;
            _next++;
        }

        return _includer.Include(name.Text, call.StartsWith("required", StringComparison.Ordinal), path, Origin(name), _file);
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
                    _next++;
                    continue;
                case HoconTokenKind.Quoted:
                    part = new HoconScalar(token.Text, HoconScalarKind.String, Origin(token));
                    _next++;
                    break;
                case HoconTokenKind.Unquoted:
                    part = Unquoted(token);
                    _next++;
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
        _next++;
        var path = Path("a path");
        if (Current.Kind != HoconTokenKind.CloseBrace)
            throw Expected($"'}}' for the '{open.Text}'");
        _next++;
        return new HoconSubstitution(path, _prefix, open.Kind == HoconTokenKind.OptionalSubstitution, ownValueOnly: false, Origin(open));
    }

    private HoconPath Path(string expected)
    {
        var builder = new HoconPathBuilder(Origin(Current));
        if (Current.Kind is not (HoconTokenKind.Unquoted or HoconTokenKind.Quoted or HoconTokenKind.Whitespace))
            throw Expected(expected);
        while (Current.Kind is HoconTokenKind.Unquoted or HoconTokenKind.Quoted or HoconTokenKind.Whitespace)
        {
            builder.Add(Current);
            _next++;
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
            _next++;
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
        if (++_depth > MaximumDepth)
            throw Error(Current, $"objects and lists nest deeper than {MaximumDepth}");
        return _tokens[_next++];
    }

    private void Leave()
    {
        _depth--;
        _next++;
    }

    private void SkipBlank()
    {
        while (Current.Kind == HoconTokenKind.Whitespace)
            _next++;
    }

    private void SkipBlankAndNewlines()
    {
        while (Current.Kind is HoconTokenKind.Whitespace or HoconTokenKind.Newline)
            _next++;
    }

    private ConfigOrigin Origin(HoconToken token) => new(_file, token.Line, token.Column);

    private HoconException Expected(string what) => Error(Current, $"expected {what}, found {Current.Describe()}");

    private HoconException Error(HoconToken at, string problem) => new(Origin(at), problem);
}
