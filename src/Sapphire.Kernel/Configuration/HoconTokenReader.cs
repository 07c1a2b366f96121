namespace Sapphire.Kernel.Configuration;

/// <summary>Goes over the tokens of one text, and says where it is when something is wrong.</summary>
internal sealed class HoconTokenReader(string text, HoconSource source)
{
    private readonly List<HoconToken> _tokens = HoconLexer.Read(text, source.Name);
    private int _next;

    public HoconSource Source => source;

    public HoconToken Current => _tokens[_next];

    /// <summary>The current token; the one after it becomes current.</summary>
    public HoconToken Take() => _tokens[_next++];

    public void SkipBlank()
    {
        while (Current.Kind == HoconTokenKind.Whitespace)
            _next++;
    }

    public void SkipBlankAndNewlines()
    {
        while (Current.Kind is HoconTokenKind.Whitespace or HoconTokenKind.Newline)
            _next++;
    }

    public ConfigOrigin Origin(HoconToken token) => new(source.Name, token.Line, token.Column);

    public HoconException Expected(string what) => Error(Current, $"expected {what}, found {Current.Describe()}");

    public HoconException Error(HoconToken at, string problem) => new(Origin(at), problem);
}
